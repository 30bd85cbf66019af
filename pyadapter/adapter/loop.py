"""The adapter's one loop: threads post calls, which run here one by one, so no state needs a lock."""

from __future__ import annotations

import heapq
import itertools
import queue
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

_BACKLOG = 10_000
"""Calls that may wait. A reader that is faster than the loop blocks here, and with it the sender."""


@dataclass(order=True)
class Timer:
    """A call that waits for its time.

    Attributes:
        due: When to call, by `time.monotonic`.
        number: Keeps timers of the same time in order.
        call: What to call.
        cancelled: Whether it was taken back.
    """

    due: float
    number: int
    call: Callable[[], None] = field(compare=False)
    cancelled: bool = field(default=False, compare=False)

    def cancel(self) -> None:
        """Take the call back; harmless when it was made already."""
        self.cancelled = True


class Loop:
    """Runs posted calls and timers on the thread that calls `run`.

    Args:
        on_error: Called in the handler of an exception that a call raised; the loop then goes on.
    """

    def __init__(self, on_error: Callable[[], None]) -> None:
        self._on_error = on_error
        self._calls: queue.Queue[Callable[[], None]] = queue.Queue(_BACKLOG)
        self._timers: list[Timer] = []
        self._numbers = itertools.count()
        self._running = True

    def post(self, call: Callable[[], None]) -> None:
        """Have `call` run on the loop; from any thread but the loop's, as it blocks when too many wait."""
        if self._running:
            self._calls.put(call)

    def after(self, seconds: float, call: Callable[[], None]) -> Timer:
        """Have `call` run on the loop after a time; from the loop's thread only."""
        timer = Timer(time.monotonic() + seconds, next(self._numbers), call)
        heapq.heappush(self._timers, timer)
        return timer

    def stop(self) -> None:
        """Make `run` return after the call that is running."""
        self._running = False

    def run(self) -> None:
        """Run calls until `stop`."""
        while self._running:
            call = self._next_call()
            try:
                if call is not None:
                    call()
            except Exception:  # noqa: BLE001, one failed call must not end a debug session
                self._on_error()

    def _next_call(self) -> Callable[[], None] | None:
        while self._timers:
            timer = self._timers[0]
            left = timer.due - time.monotonic()
            if timer.cancelled or left <= 0:
                heapq.heappop(self._timers)
                return None if timer.cancelled else timer.call
            try:
                return self._calls.get(timeout=left)
            except queue.Empty:
                continue
        return self._calls.get()
