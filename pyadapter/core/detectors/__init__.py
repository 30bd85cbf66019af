"""Detectors: one symptom a file, decided from plain facts."""
