"""Pauses that are no findings: at a layer's call, and when a tensor that somebody watches has changed."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Any, Protocol

from pyadapter.probe.handles import Stop
from pyadapter.probe.patches import contained

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from types import FrameType

    from pyadapter.probe.probe import Probe

_LONGEST_TITLE = 30
"""Characters of a badge in VS Code's call stack."""


class Pauser(Protocol):
    """A debugger."""

    def can_stop(self) -> bool:
        """Whether this thread can be paused now: not while it is, nor while the debugger evaluates."""

    def pause(self, event: Mapping[str, Any], frame: FrameType) -> None:
        """Tell of a pause, then pause in a frame until the run goes on."""

    def announce(self, event: Mapping[str, Any]) -> None:
        """Tell of a pause that the debugger is about to make by itself."""

    def progress(self, body: Mapping[str, Any]) -> None:
        """Tell where the run is: the schema's `Progress`. Must not block."""

    def rewound(self, body: Mapping[str, Any]) -> None:
        """Tell that steps were run again: the schema's `RewoundEvent`. Must not block."""

    def waiting(self) -> bool:
        """Whether this thread stands at a pause, of whosever making."""

    def paused_seconds(self) -> float:
        """Return how long this thread has been paused until now."""


class Pauses:
    """Describes pauses and makes them.

    Args:
        probe: Holds the tensors of a pause.
        pauser: The debugger, None in a terminal.
    """

    def __init__(self, probe: Probe, pauser: Pauser | None) -> None:
        self._probe = probe
        self._pauser = pauser
        self.listener: Callable[[Mapping[str, Any]], None] | None = None
        """Where there is no debugger: is told where the run is."""
        self._local = threading.local()

    @property
    def exist(self) -> bool:
        """Whether there is a debugger at all."""
        return self._pauser is not None

    def possible(self) -> bool:
        """Whether this thread can be paused now."""
        return self._pauser is not None and self._pauser.can_stop()

    @property
    def shown(self) -> Mapping[str, Any]:
        """What this thread's pause shows beside the variables of the user's frame."""
        return getattr(self._local, "shown", None) or {}

    def pause(self, event: Mapping[str, Any], frame: FrameType, value: Any, shown: Mapping[str, Any]) -> None:
        """Pause in a frame.

        Args:
            event: The schema's `PauseEvent` without number and tensor.
            frame: Of the user's.
            value: The tensor to show, None when there is none.
            shown: Values by name, to show beside the variables of the frame.
        """
        if self._pauser is None:
            return
        stop = Stop(batch=self._probe.progress.batch)
        described = self._described(event, value, stop)
        self._record(str(event["title"]), frame)
        self._probe.handles.hold(stop)
        try:
            self._local.shown = shown
            with self._probe.aside(), self._probe.orders.pausing():
                self._pauser.pause(described, frame)
        finally:
            self._local.shown = None
            self._probe.handles.release(stop)
        self._probe.orders.check()

    def progress(self, body: Mapping[str, Any]) -> None:
        """Tell the user where the run is, if somebody listens: the schema's `Progress`."""
        if self._pauser is not None:
            self._pauser.progress(body)
        elif self.listener is not None:
            self.listener(body)

    def rewound(self, body: Mapping[str, Any]) -> None:
        """Tell the user that steps were run again: the schema's `RewoundEvent`."""
        if self._pauser is not None:
            self._pauser.rewound(body)

    def waiting(self) -> bool:
        """Whether this thread stands at a pause: what it does now, the user does."""
        return self._probe.orders.paused or (self._pauser is not None and self._pauser.waiting())

    def paused_seconds(self) -> float:
        """Return how long this thread has been paused until now."""
        return 0.0 if self._pauser is None else self._pauser.paused_seconds()

    def _record(self, title: str, frame: FrameType) -> None:
        from pyadapter.probe.watch.frames import location_of  # noqa: PLC0415 -- imports numpy, the user's to import first

        if self._probe.recorder is not None:
            contained(self._probe.recorder.stop, title, location_of(frame))

    def announce(self, event: Mapping[str, Any], value: Any) -> None:
        """Tell of a pause that the debugger makes as soon as it has its answer.

        Args:
            event: As for `pause`.
            value: As for `pause`.
        """
        if self._pauser is not None:
            self._pauser.announce(self._described(event, value, None))

    def _described(self, event: Mapping[str, Any], value: Any, stop: Stop | None) -> dict[str, Any]:
        from pyadapter.arrays import digest, view  # noqa: PLC0415 -- imports numpy, the user's to import first
        from pyadapter.protocol.convert import digest_to_wire  # noqa: PLC0415 -- as above

        seen = view(value)
        title = str(event["title"])
        short = title if len(title) <= _LONGEST_TITLE else title[: _LONGEST_TITLE - 1] + "…"
        described = {**event, "title": short}
        if seen is not None:
            tensor = digest_to_wire(digest(seen, level=self._probe.statistics))
            described["message"] = f"{event['message']}\n{tensor['line']}"
            described["tensor"] = tensor
            if stop is not None:
                tensor["handle"] = self._probe.handles.new()
                stop.tensors[tensor["handle"]] = value
        return described
