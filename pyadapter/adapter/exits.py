"""Exit codes that say more than a number."""

from __future__ import annotations

import signal
import sys

_SIGNAL_CODES = range(256 - 31, 255)
"""debugpy reports 256 less n for a process that signal n killed; 255 can be `sys.exit(-1)`, too."""

_REMARKS = {
    "SIGKILL": "On Linux that is often the system, when memory runs out: try a smaller batch.",
    "SIGSEGV": "A crash in native code, not in your script: see the last lines of its output.",
    "SIGABRT": "Native code gave up, often after a failed check: see the last lines of its output.",
}

_WINDOWS = {
    0xC0000005: "an access violation in native code",
    0xC00000FD: "a stack overflow",
    0xC0000409: "a failed check in native code",
    0xC000013A: "Ctrl+C",
    0xC0000135: "a missing DLL",
}


def describe(code: int) -> str | None:
    """Return a sentence about an exit code, None when the script itself chose it."""
    if sys.platform == "win32":
        cause = _WINDOWS.get(code & 0xFFFFFFFF)
        return (
            None if cause is None else f"The script was ended by {cause} (exit code 0x{code & 0xFFFFFFFF:X})."
        )
    if code not in _SIGNAL_CODES:
        return None
    try:
        name = signal.Signals(256 - code).name
    except ValueError:
        return None
    remark = _REMARKS.get(name)
    return f"The script was killed by {name} (exit code {code}).{f' {remark}' if remark else ''}"
