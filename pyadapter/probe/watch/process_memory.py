"""The memory of this process: what of it is in RAM."""

from __future__ import annotations

import ctypes
import os
import sys
from pathlib import Path

_STATISTICS = Path("/proc/self/statm")

_TASK_INFO = 4
"""`PROC_PIDTASKINFO` of macOS's libproc.h: the structure begins with virtual and resident size."""

_TASK_INFO_BYTES = 96


def resident_bytes() -> int | None:
    """Return the bytes of RAM that this process uses; None where the system does not say. About 20 µs."""
    try:
        if sys.platform == "win32":
            return _on_windows()
        if sys.platform == "darwin":
            return _on_macos()
        return int(_STATISTICS.read_bytes().split()[1]) * os.sysconf("SC_PAGE_SIZE")
    except (OSError, ValueError, AttributeError):
        return None


def _on_macos() -> int | None:
    information = (ctypes.c_uint64 * (_TASK_INFO_BYTES // 8))()
    size = ctypes.CDLL("/usr/lib/libproc.dylib").proc_pidinfo(
        os.getpid(), _TASK_INFO, ctypes.c_uint64(0), ctypes.byref(information), _TASK_INFO_BYTES
    )
    return int(information[1]) if size == _TASK_INFO_BYTES else None


if sys.platform == "win32":

    class _Counters(ctypes.Structure):
        """`PROCESS_MEMORY_COUNTERS` of psapi.h."""

        _fields_ = (
            ("cb", ctypes.c_uint32),
            ("PageFaultCount", ctypes.c_uint32),
            *((name, ctypes.c_size_t) for name in (
                "PeakWorkingSetSize", "WorkingSetSize", "QuotaPeakPagedPoolUsage", "QuotaPagedPoolUsage",
                "QuotaPeakNonPagedPoolUsage", "QuotaNonPagedPoolUsage", "PagefileUsage", "PeakPagefileUsage",
            )),
        )  # fmt: skip

    def _on_windows() -> int | None:
        counters = _Counters(cb=ctypes.sizeof(_Counters))
        kernel = ctypes.WinDLL("kernel32")
        kernel.GetCurrentProcess.restype = ctypes.c_void_p
        information = kernel.K32GetProcessMemoryInfo
        information.argtypes = (ctypes.c_void_p, ctypes.c_void_p, ctypes.c_uint32)
        known = information(kernel.GetCurrentProcess(), ctypes.byref(counters), counters.cb)
        return int(counters.WorkingSetSize) if known else None
