"""The end with a debugger: a finding pauses the program in the user's own frame, and nothing is raised."""

from __future__ import annotations

import itertools
import logging
import sys
import threading
import types
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pyadapter.probe.paused_time import PausedTime
from pyadapter.protocol.stop import (
    EXCEPTION_NAME,
    HINT_EVENT,
    PAUSE_EVENT,
    PROGRESS_EVENT,
    REWOUND_EVENT,
    STOP_EVENT,
    stop_text,
)

if TYPE_CHECKING:
    from collections.abc import Mapping
    from types import FrameType

    from pyadapter.core.finding import Cause
    from pyadapter.probe.handles import Stop

logger = logging.getLogger("keras-debug.probe")

BREAKPOINT_TYPE = type(
    EXCEPTION_NAME, (Exception,), {"__module__": "builtins", "__doc__": "A tensor breakpoint; never raised."}
)


class DebuggerEnd:
    """Pauses through debugpy."""

    def __init__(self) -> None:
        self.paused_time = PausedTime()
        self._numbers = itertools.count(1)
        self._hinted: set[Cause] = set()
        self._local = threading.local()

    def can_stop(self) -> bool:
        """Whether this thread can be paused now.

        While it is paused already, something evaluated in the console can trip a breakpoint: to pause then
        would hang the session.
        """
        debugger = _debugger()
        if debugger is None or not debugger.is_attached():
            return False
        info = debugger.set_additional_thread_info(threading.current_thread())
        return not (info.is_in_wait_loop or info.is_tracing or getattr(self._local, "busy", False))

    def stop(self, stop: Stop, frame: FrameType | None, *, live: bool) -> None:
        """Pause in the user's frame until the run goes on."""
        from pyadapter.protocol.convert import finding_to_wire  # noqa: PLC0415 -- imports numpy

        finding = stop.finding
        if frame is None or finding is None or not self.can_stop():
            logger.warning("a finding without a user's frame to pause in: %s", finding and finding.title)
            return
        del live  # a frame of the main thread is shown, but cannot be stepped from
        self._halt(STOP_EVENT, {"finding": finding_to_wire(finding)}, finding.title, frame)

    def hint(self, cause: Cause) -> None:
        """Tell of a hint, once: a second model of the same script gives it again."""
        from pyadapter.protocol.convert import cause_to_wire  # noqa: PLC0415 -- imports numpy

        debugger = _debugger()
        if cause not in self._hinted and debugger is not None and debugger.is_attached():
            self._hinted.add(cause)
            tell(HINT_EVENT, {"hint": cause_to_wire(cause)})

    def pause(self, event: Mapping[str, Any], frame: FrameType) -> None:
        """Pause in a frame until the run goes on, for what is no finding: the schema's `PauseEvent`."""
        self._halt(PAUSE_EVENT, event, str(event["title"]), frame)

    def announce(self, event: Mapping[str, Any]) -> None:
        """Tell of a pause that the debugger is about to make by itself."""
        tell(PAUSE_EVENT, {**event, "number": 0})

    def progress(self, body: Mapping[str, Any]) -> None:
        """Tell where the run is, if somebody listens: the schema's `Progress`."""
        debugger = _debugger()
        if debugger is not None and debugger.is_attached():
            tell(PROGRESS_EVENT, dict(body))

    def rewound(self, body: Mapping[str, Any]) -> None:
        """Tell that steps were run again, if somebody listens: the schema's `RewoundEvent`."""
        debugger = _debugger()
        if debugger is not None and debugger.is_attached():
            tell(REWOUND_EVENT, dict(body))

    def waiting(self) -> bool:
        """Whether this thread stands at a pause, of whosever making."""
        debugger = _debugger()
        if debugger is None:
            return False
        return bool(debugger.set_additional_thread_info(threading.current_thread()).is_in_wait_loop)

    def paused_seconds(self) -> float:
        """Return how long this thread has been paused until now."""
        return self.paused_time.seconds()

    def _halt(self, event: str, body: Mapping[str, Any], title: str, frame: FrameType) -> None:
        import debugpy  # noqa: PLC0415, T100 -- there is a debugger, so it is imported already

        number = next(self._numbers)
        self._local.busy = True
        try:
            tell(event, {**body, "number": number})
            traceback = types.TracebackType(None, frame, frame.f_lasti, frame.f_lineno)
            raised = (BREAKPOINT_TYPE, BREAKPOINT_TYPE(stop_text(number, title)), traceback)
            self._trace_this_thread(debugpy)
            debugpy.trigger_exception_handler(raised, as_uncaught=False)
        finally:
            self._local.busy = False

    def _trace_this_thread(self, debugpy: Any) -> None:
        """Make stepping work from the pause: before Python 3.12 a thread may not be traced yet."""
        if sys.version_info < (3, 12) and not getattr(self._local, "traced", False):
            debugpy.trace_this_thread(True)
            self._local.traced = True


def tell(event: str, body: dict[str, Any]) -> None:
    """Send an event to the adapter, in order with those of the debugger."""
    import pydevd  # noqa: PLC0415 -- there is a debugger

    pydevd.send_json_message({"type": "event", "event": event, "body": body})


def hide_own_frames() -> None:
    """Make the debugger treat our files as its own: neither traced nor shown in the stack."""
    from _pydevd_bundle.pydevd_api import PyDevdAPI  # noqa: PLC0415 -- there is a debugger

    debugger = _debugger()
    if debugger is None:
        return
    own = str(Path(__file__).resolve().parents[1])
    current = debugger.dont_trace_external_files
    starts = tuple(getattr(current, "start_patterns", ()))
    ends = tuple(getattr(current, "end_patterns", ()))
    if not any(own.startswith(start) for start in starts):
        PyDevdAPI().set_dont_trace_start_end_patterns(debugger, (*starts, own), ends)


def _debugger() -> Any:
    constants = sys.modules.get("_pydevd_bundle.pydevd_constants")
    return None if constants is None else constants.get_global_debugger()
