"""Large files are read by a process of their own: Python's parser holds up all threads of a process."""

from __future__ import annotations

import asyncio
import logging
import pickle
import subprocess
import sys
from functools import partial
from pathlib import Path

from pyadapter.core.source.outline import Outline, outline_alone

OPTION = "--outline"
"""Makes `language-server` read one file on stdin, and answer what it found."""

LONGEST = 120
"""Seconds; 100,000 lines take less than ten."""

logger = logging.getLogger("keras-debug.language")


async def outline_elsewhere(text: str) -> Outline:
    """Read a file in a process of its own, which ends when this is cancelled.

    Returns:
        What was found; nothing where there can be no such process.
    """
    command = [sys.executable, str(Path(__file__).parent.parent), "language-server", OPTION]
    try:
        # Not asyncio's: a loop that ends while it starts a process waits for ever.
        process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)  # noqa: ASYNC220, S603
        try:
            given = text.encode(errors="surrogatepass")
            asked = partial(process.communicate, given, LONGEST)
            output, _ = await asyncio.get_running_loop().run_in_executor(None, asked)
        finally:
            process.kill()
        found = pickle.loads(output)  # noqa: S301 -- of our own process
    except (OSError, subprocess.SubprocessError, pickle.UnpicklingError, EOFError) as error:
        logger.warning("A large file is not read: %r", error)
        return Outline()
    return found if isinstance(found, Outline) else Outline()


def answer() -> None:
    """Be that process."""
    text = sys.stdin.buffer.read().decode(errors="surrogatepass")
    pickle.dump(outline_alone(text), sys.stdout.buffer)
