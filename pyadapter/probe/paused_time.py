"""How long threads have stood still in the debugger: training steps do not take that long."""

from __future__ import annotations

import threading
import time
from typing import Any

from pyadapter.probe.patches import Patch, around


class PausedTime:
    """The time that each thread was paused."""

    def __init__(self) -> None:
        self._local = threading.local()

    def seconds(self) -> float:
        """Return how long this thread was paused until now."""
        return float(getattr(self._local, "seconds", 0.0))

    def patch(self) -> Patch:
        """Return the patch of the debugger, in which a thread waits until it may go on."""
        import pydevd  # noqa: PLC0415 -- there is a debugger

        return Patch(
            pydevd.PyDB,
            "do_wait_suspend",
            "the time of a pause is not counted as that of a training step",
            around(self._begins, self._ends),
        )

    def _begins(self, *arguments: Any, **named: Any) -> None:
        del arguments, named
        self._local.since = time.perf_counter()

    def _ends(self, *arguments: Any, **named: Any) -> None:
        del arguments, named
        self._local.seconds = self.seconds() + time.perf_counter() - self._local.since
