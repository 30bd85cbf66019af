"""Causes: one diagnosis a file, with the numbers that show it, its fix and its source."""
