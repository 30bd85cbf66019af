"""Handles: numbers for the tensors of a stop. Tensors are held only while the run is paused."""

from __future__ import annotations

import itertools
import threading
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from types import TracebackType

    from pyadapter.core.finding import Finding


class UnknownHandleError(LookupError):
    """The handle's stop is over, or it never was one."""


@dataclass
class Stop:
    """What a stop holds on to.

    Attributes:
        finding: The finding that is told.
        tensors: By handle, the values that its digests are of.
        batch: The batch that was worked on.
        bad_rows: Its guilty rows.
        outputs: The bad tensor when it has one row a sample.
        trace: Traceback of the error that is told, when the stop is after it.
    """

    finding: Finding | None = None
    tensors: dict[int, Any] = field(default_factory=dict)
    batch: Any = None
    output: Any = None
    trace: TracebackType | None = None


class Handles:
    """The stops that the run is in now: usually one, more when several threads stop together."""

    def __init__(self) -> None:
        self._numbers = itertools.count(1)
        self._stops: list[Stop] = []
        self._lock = threading.Lock()

    def new(self) -> int:
        """Return a number that was never given before."""
        return next(self._numbers)

    def hold(self, stop: Stop) -> None:
        """Hold what a stop needs."""
        with self._lock:
            self._stops.append(stop)

    def release(self, stop: Stop) -> None:
        """Let go of everything that a stop held."""
        with self._lock:
            if stop in self._stops:
                self._stops.remove(stop)
        stop.tensors.clear()
        stop.batch = stop.output = None

    @property
    def current(self) -> Stop | None:
        """The latest stop, None while the run goes on."""
        with self._lock:
            return self._stops[-1] if self._stops else None

    def tensor(self, handle: int) -> Any:
        """Return the value that a handle names.

        Raises:
            UnknownHandleError: There is none.
        """
        with self._lock:
            for stop in self._stops:
                if handle in stop.tensors:
                    return stop.tensors[handle]
        raise UnknownHandleError("the run has gone on since; the tensor is not held any more")
