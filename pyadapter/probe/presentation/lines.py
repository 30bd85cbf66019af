"""The one line of a value, within a budget, remembered as long as the program is paused."""

from __future__ import annotations

import math
import sys
import threading
import time
import weakref
from typing import TYPE_CHECKING, Any

from pyadapter.arrays import digest, view

if TYPE_CHECKING:
    from pyadapter.arrays import ArrayView, Level
    from pyadapter.core.digest import TensorDigest

VALUE_BUDGET = 0.15
"""Seconds for the statistics of one value: a hover still feels immediate."""

SCOPE_BUDGET = 0.6
"""Seconds for values that are asked for together: the variables of a scope with a hundred tensors."""

PAUSE = 0.25
"""Seconds without a question after which the next one begins a new burst."""

SMALL = 1 << 16
"""Elements below which statistics cost less than remembering them is worth: the console may change values."""


class Lines:
    """Makes digests of values.

    Args:
        level: How much to compute.
    """

    def __init__(self, level: Level) -> None:
        self._level = level
        self._lock = threading.Lock()
        self._remembered: weakref.WeakKeyDictionary[Any, dict[int, tuple[Any, TensorDigest]]] = (
            weakref.WeakKeyDictionary()
        )
        self._spent = 0.0
        self._last = 0.0

    def line(self, value: Any) -> str | None:
        """Return the line of a value, None for one that is not an array (as a scalar of numpy's)."""
        seen = _view(value)
        return None if seen is None else self.digest(value, seen).line

    def digest(self, value: Any, seen: ArrayView) -> TensorDigest:
        """Return the digest of a value; of a large one the same until the run goes on."""
        large = seen.numeric and math.prod(size or 1 for size in seen.shape) >= SMALL
        memory = self._memory() if large else None
        if memory is not None and id(value) in memory and memory[id(value)][0] is value:
            return memory[id(value)][1]
        with self._lock:
            started = time.monotonic()
            if started - self._last > PAUSE:
                self._spent = 0.0
            left = min(VALUE_BUDGET, SCOPE_BUDGET - self._spent)
        deadline = started + max(left, 0.0)
        level: Level = self._level if left > 0 or not large else "sampled"
        found = digest(
            seen,
            level="none" if self._level == "none" else level,
            out_of_time=lambda: time.monotonic() > deadline,
        )
        with self._lock:
            self._last = time.monotonic()
            self._spent += self._last - started
        if memory is not None:
            memory[id(value)] = (value, found)
        return found

    def _memory(self) -> dict[int, tuple[Any, TensorDigest]] | None:
        """Return what is remembered of the current pause; pydevd keeps one tracker of frames a pause."""
        constants = sys.modules.get("_pydevd_bundle.pydevd_constants")
        debugger = None if constants is None else constants.get_global_debugger()
        manager = getattr(debugger, "suspended_frames_manager", None)
        trackers = list(getattr(manager, "_thread_id_to_tracker", {}).values())
        return self._remembered.setdefault(trackers[-1], {}) if trackers else None


def _view(value: Any) -> ArrayView | None:
    seen = view(value)
    if seen is None or (seen.kind == "numpy" and not seen.shape):
        return None
    return seen
