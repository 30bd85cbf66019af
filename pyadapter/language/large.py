"""Large files are read by a process of their own: Python's parser holds up all threads of a process."""

from __future__ import annotations

import asyncio
import logging
import pickle
import sys
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
    try:
        return await asyncio.wait_for(_ask(text), LONGEST)
    except (OSError, asyncio.TimeoutError, pickle.UnpicklingError, EOFError) as error:
        logger.warning("A large file is not read: %r", error)
        return Outline()


def answer() -> None:
    """Be that process."""
    text = sys.stdin.buffer.read().decode(errors="surrogatepass")
    pickle.dump(outline_alone(text), sys.stdout.buffer)


async def _ask(text: str) -> Outline:
    program = (sys.executable, str(Path(__file__).parent.parent), "language-server", OPTION)
    pipe = asyncio.subprocess.PIPE
    process = await asyncio.create_subprocess_exec(*program, stdin=pipe, stdout=pipe)
    try:
        output, _ = await process.communicate(text.encode(errors="surrogatepass"))
    finally:
        if process.returncode is None:
            process.kill()
    found = pickle.loads(output)  # noqa: S301 -- of our own process
    return found if isinstance(found, Outline) else Outline()
