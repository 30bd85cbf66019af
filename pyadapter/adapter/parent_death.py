"""Ties the life of a child process to ours; a debugpy that is wedged would not notice the end of its stdin.

Linux: the kernel signals the child. Windows: a job object that closes with us. Elsewhere: a watchdog process
that sees the end of a pipe.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

_PR_SET_PDEATHSIG = 1  # <sys/prctl.h>

_WATCHDOG = """
import os, sys, time
sys.stdin.buffer.read()
child = int(sys.argv[1])
for _ in range(50):
    try:
        os.kill(child, 0)
    except OSError:
        break
    time.sleep(0.1)
else:
    os.kill(child, 9)
"""
"""Waits for the end of its stdin, gives the child 5 s to notice the same, then kills it."""


def die_with_parent() -> Callable[[], None] | None:
    """Return a `preexec_fn` that has the kernel kill the child when the starting thread ends; Linux only.

    Start the child from the main thread: the death of the thread counts, not that of the process.
    """
    if sys.platform != "linux":
        return None
    import ctypes  # noqa: PLC0415, its import takes 10 ms that only this branch needs

    library = ctypes.CDLL(None)
    parent = os.getpid()

    def in_child() -> None:
        library.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
        if os.getppid() != parent:  # We died before the call above.
            os._exit(1)

    return in_child


def watch(child: subprocess.Popen[bytes]) -> object:
    """Have `child` killed when this process ends, where `die_with_parent` cannot.

    Returns:
        Something to keep as long as the child shall live; None where nothing was to be done.

    Raises:
        OSError: The system refused.
    """
    if sys.platform == "linux":
        return None
    if sys.platform == "win32":
        from pyadapter.adapter import windows_job  # noqa: PLC0415, exists on Windows only

        return windows_job.contain(child)
    return start_watchdog(child.pid)


def start_watchdog(child: int) -> subprocess.Popen[bytes]:
    """Start a process that outlives us by at most 5 s and kills process `child` if that is still there then.

    Raises:
        OSError: No process could be started.
    """
    return subprocess.Popen(  # noqa: S603, our own interpreter and code
        [sys.executable, "-I", "-S", "-c", _WATCHDOG, str(child)],
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
