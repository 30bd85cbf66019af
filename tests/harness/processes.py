"""Finds what a session left behind."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

MARK = "KERAS_DEBUG_TEST_SESSION"
"""A variable in the environment of all that a session starts."""


def wait_until_gone(mark: str, known: Iterable[int], seconds: float = 5) -> list[str]:
    """Wait for the end of a session's processes.

    Args:
        mark: Value of the variable `MARK` in their environment.
        known: Their ids as far as they were told of, for systems that do not show an environment.
        seconds: How long to wait.

    Returns:
        Those that are still there, in words.
    """
    known = list(known)
    end = time.monotonic() + seconds
    while left := alive(mark, known):
        if time.monotonic() > end:
            return left
        time.sleep(0.02)
    return []


def alive(mark: str, known: Iterable[int]) -> list[str]:
    """Return the processes of a session that are there now, in words."""
    if sys.platform == "linux":
        return _marked(f"{MARK}={mark}".encode())
    return [f"process {number}" for number in known if is_alive(number)]


def is_alive(number: int) -> bool:
    """Whether there is a process with this id."""
    if sys.platform == "win32":
        command = ["tasklist", "/FI", f"PID eq {number}", "/NH"]
        return str(number) in subprocess.run(command, capture_output=True, text=True, check=True).stdout
    try:
        os.kill(number, 0)
    except ProcessLookupError:
        return False
    return not _is_zombie(number)


def _is_zombie(number: int) -> bool:
    status = Path(f"/proc/{number}/stat")
    return status.exists() and status.read_text().rpartition(")")[2].split()[0] == "Z"


def _marked(entry: bytes) -> list[str]:
    found = []
    for directory in Path("/proc").iterdir():
        if not directory.name.isdigit():
            continue
        try:
            if entry in (directory / "environ").read_bytes().split(b"\0"):
                command = (directory / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
                found.append(f"{directory.name}: {command}")
        except OSError:
            continue  # It ended meanwhile, or is not ours.
    return found
