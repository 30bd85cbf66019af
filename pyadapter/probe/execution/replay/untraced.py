"""Compiled steps without the debugger's tracing: of what they run in Python nothing is the user's.

Until Python 3.11 debugpy traces with `sys.settrace`, which costs in each call of a function: here it is set
aside. From 3.12 on it uses `sys.monitoring`, which forgets functions without breakpoints by itself.

While a step is traced into a graph the user's code does run, with symbolic tensors. A breakpoint there would
show nothing, and is hit in the step that is watched: so then the thread is let alone in all versions.
"""

from __future__ import annotations

import contextlib
import sys
from typing import TYPE_CHECKING, Any

from pyadapter.probe.patches import contained

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_SYS_MONITORING = "_pydevd_sys_monitoring.pydevd_sys_monitoring"


@contextlib.contextmanager
def untraced(*, users_code: bool = False) -> Iterator[None]:
    """Run something that the debugger does not look at, in this thread.

    Args:
        users_code: Whether code of the user's runs in it.
    """
    resume = contained(_suspend, users_code)
    try:
        yield
    finally:
        if resume is not None:
            contained(resume)


def _suspend(users_code: bool) -> Callable[[], Any] | None:
    """Suspend tracing; returns what resumes it, None where there is nothing to resume."""
    tracer = sys.gettrace()
    if tracer is not None:
        return _suspend_tracer(tracer)
    # The package is there in all versions, and in use only from 3.12 on.
    monitoring = sys.modules.get(_SYS_MONITORING) if users_code and hasattr(sys, "monitoring") else None
    if monitoring is not None and sys.monitoring.get_tool(sys.monitoring.DEBUGGER_ID) == "pydevd":  # type: ignore[attr-defined,unused-ignore]  # from 3.12 on
        suspended: bool = monitoring.suspend_current_thread_tracing()
        return monitoring.resume_current_thread_tracing if suspended else None
    return None


def _suspend_tracer(tracer: Any) -> Callable[[], Any] | None:
    pydevd = sys.modules.get("pydevd_tracing")
    last = getattr(pydevd, "_last_tracing_func_thread_local", None)
    if pydevd is None or getattr(last, "tracing_func", None) is not tracer:
        return None  # that of a coverage tool, for example
    # The plain one: pydevd's own `SetTrace(None)` would forget what it traces this thread with.
    set_trace = pydevd.TracingFunctionHolder._original_tracing or sys.settrace  # noqa: SLF001 -- there is no other way in
    set_trace(None)

    def resume() -> None:
        # Whoever asked for a pause meanwhile has set tracing already.
        if sys.gettrace() is None:
            pydevd.reapply_settrace()

    return resume
