"""Large files are read by a process of their own: Python's parser holds up all threads of a process."""

from __future__ import annotations

import logging
import pickle
import subprocess
import sys
from pathlib import Path

from pyadapter.core.source.outline import Outline, outline_alone

OPTION = "--outline"
"""Makes `language-server` read one file on stdin, and answer what it found."""

LONGEST = 120
"""Seconds; 100,000 lines take less than ten."""

logger = logging.getLogger("keras-debug.language")


def outline_elsewhere(text: str) -> Outline:
    """Read a file in a process of its own; returns nothing found where that cannot be."""
    command = [sys.executable, str(Path(__file__).parent.parent), "language-server", OPTION]
    try:
        done = subprocess.run(  # noqa: S603 -- this very program
            command, input=text.encode(), stdout=subprocess.PIPE, timeout=LONGEST, check=True
        )
        found = pickle.loads(done.stdout)  # noqa: S301 -- of our own process
    except (OSError, subprocess.SubprocessError, pickle.UnpicklingError, EOFError) as error:
        logger.warning("A large file is not read: %s", error)
        return Outline()
    return found if isinstance(found, Outline) else Outline()


def answer() -> None:
    """Be that process."""
    text = sys.stdin.buffer.read().decode()
    pickle.dump(outline_alone(text), sys.stdout.buffer)
