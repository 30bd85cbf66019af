"""Causes: one diagnosis a file, with the numbers that show it, its fix and its source."""

from pyadapter.core.causes.diagnose import diagnose
from pyadapter.core.causes.facts import Facts, Value

__all__ = ["Facts", "Value", "diagnose"]
