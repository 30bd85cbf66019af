"""Trials: what is tried with a script's own models, layers and data, in a process that then ends."""
