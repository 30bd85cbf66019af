"""Errors of Python generators that TensorFlow runs: only their text comes through."""

from __future__ import annotations

import re

from pyadapter.core.finding import Location
from pyadapter.probe.watch.frames import USER_FILES

_FRAME = re.compile(r'File "([^"]+)", line (\d+), in (\S+)')


def location_in_text(text: str) -> Location | None:
    """Return the innermost line of the user's in the traceback that TensorFlow writes into its message."""
    frames = [found for found in _FRAME.finditer(text) if USER_FILES[found[1]]]
    if not frames:
        return None
    file, line, function = frames[-1].groups()
    return Location(file, int(line), None if function == "<module>" else function)
