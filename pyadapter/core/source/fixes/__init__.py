"""Edits that mend a diagnostic: what a cause says to write, in the place and the spelling of the file."""

from pyadapter.core.source.fixes.fixing import fixes_for

__all__ = ["fixes_for"]
