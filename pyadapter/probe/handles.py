"""Handles: numbers for the tensors of a stop. Tensors are held only while the run is paused."""

from __future__ import annotations

import itertools
import threading
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from types import TracebackType

    from pyadapter.core.finding import Finding
    from pyadapter.probe.watch.records import ForwardOp


MOST_GIVEN = 1000
"""Values of panels that are held, the newest: more than the edges of all graphs that are open."""

MOST_EVALUATED = 64
"""Those among them that expressions made, which nothing else holds."""


_GONE = "the run has gone on since, or many others were looked at: the tensor is not held any more"


class UnknownHandleError(LookupError):
    """The handle's stop is over, or it never was one."""


@dataclass
class Given:
    """A value that a panel was given.

    Attributes:
        value: It.
        resumes: How often the run had gone on by then.
        evaluated: Whether it was made for a panel.
        digest: What is known of it, once somebody asked.
    """

    value: Any
    resumes: int
    evaluated: bool
    digest: Any = None


@dataclass(eq=False)
class Stop:
    """What a stop holds on to; one is not another, whatever they hold.

    Attributes:
        finding: The finding that is told.
        tensors: By handle, the values that its digests are of.
        batch: The batch that was worked on.
        bad_rows: Its guilty rows.
        outputs: The bad tensor when it has one row a sample.
        trace: Traceback of the error that is told, when the stop is after it.
        forward: For a gradient, the forward op.
        answers: By request, answers that stay the same while the run stands here.
    """

    finding: Finding | None = None
    tensors: dict[int, Any] = field(default_factory=dict)
    batch: Any = None
    output: Any = None
    trace: TracebackType | None = None
    forward: ForwardOp | None = None
    answers: dict[str, dict[str, Any]] = field(default_factory=dict)


class Handles:
    """What the run is stopped at: usually one stop, more when several threads stop together.

    Beside them the values that panels were given, at pauses of any kind: the debugger makes some by itself,
    and only the adapter knows when the run goes on.
    """

    def __init__(self) -> None:
        self._numbers = itertools.count(1)
        self._stops: list[Stop] = []
        self._given: dict[int, Given] = {}
        self._resumes = 0
        self._lock = threading.Lock()

    def new(self) -> int:
        """Return a number that was never given before."""
        return next(self._numbers)

    def hold(self, stop: Stop) -> None:
        """Hold what a stop needs; what was given at an earlier pause is let go."""
        with self._lock:
            self._stops.append(stop)
            if len(self._stops) == 1:
                self._given.clear()

    def release(self, stop: Stop) -> None:
        """Let go of everything that a stop held."""
        with self._lock:
            if stop in self._stops:
                self._stops.remove(stop)
            self._given.clear()
        stop.tensors.clear()
        stop.batch = stop.output = None

    def give(self, value: Any, resumes: int | None = None) -> int:
        """Return a number for a value, which is held until the run goes on; the same for the same value.

        Args:
            value: A tensor or an array.
            resumes: How often the run has gone on, where the adapter says so, as it does of expressions; as
                far as the probe knows it otherwise.

        Raises:
            UnknownHandleError: It has gone on since.
        """
        with self._lock:
            if resumes is not None and resumes < self._resumes:
                raise UnknownHandleError(_GONE)
            held = ((handle, each) for stop in self._stops for handle, each in stop.tensors.items())
            for handle, each in held:
                if each is value:
                    return handle
            for handle, given in self._given.items():
                if given.value is value:
                    given.resumes = max(given.resumes, resumes or 0)
                    self._given[handle] = self._given.pop(handle)
                    return handle
            handle = self.new()
            known = self._resumes if resumes is None else resumes
            self._given[handle] = Given(value, known, evaluated=resumes is not None)
            evaluated = [each for each, given in self._given.items() if given.evaluated]
            for old in evaluated[:-MOST_EVALUATED] or list(self._given)[:-MOST_GIVEN]:
                del self._given[old]
            return handle

    def resumed(self, resumes: int | None = None) -> None:
        """Let go of what was given before the run went on.

        Args:
            resumes: How often it has; None to let go of all, as the next adapter counts anew.
        """
        with self._lock:
            self._resumes = resumes or 0
            for handle, given in list(self._given.items()):
                if resumes is None or given.resumes < resumes:
                    del self._given[handle]

    @property
    def current(self) -> Stop | None:
        """The latest stop, None while the run goes on."""
        with self._lock:
            return self._stops[-1] if self._stops else None

    def given(self, handle: int) -> Given | None:
        """Return what is remembered with a value that a panel was given."""
        with self._lock:
            return self._given.get(handle)

    def tensor(self, handle: int) -> Any:
        """Return the value that a handle names.

        Raises:
            UnknownHandleError: There is none.
        """
        with self._lock:
            for stop in self._stops:
                if handle in stop.tensors:
                    return stop.tensors[handle]
            if handle in self._given:
                return self._given[handle].value
        raise UnknownHandleError(_GONE)
