"""Histories: what some numbers were like in the last steps, bounded, cheap to add to."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pyadapter.core.numbers import Array

CAPACITY = 64
"""Steps that are kept: enough for a median that one outlier does not move, 512 bytes a series."""


class History:
    """The last values of several series that grow together, one value each a step.

    Args:
        width: How many series there are.
        capacity: How many steps are kept.
    """

    def __init__(self, width: int, capacity: int = CAPACITY) -> None:
        # Twice the room: what is kept stays contiguous, and is moved once in `capacity` steps.
        self._values = np.empty((2 * capacity, width))
        self._steps = np.zeros(2 * capacity, np.int64)
        self._capacity = capacity
        self._end = 0
        self.added = 0
        """Steps that were ever added."""

    def add(self, step: int, values: Sequence[float] | Array) -> None:
        """Add a step: one value each series, NaN where it has none."""
        if self._end == len(self._steps):
            kept = self._capacity - 1
            if kept:
                self._values[:kept] = self._values[-kept:]
                self._steps[:kept] = self._steps[-kept:]
            self._end = kept
        self._values[self._end] = values
        self._steps[self._end] = step
        self._end += 1
        self.added += 1

    def forget_from(self, step: int) -> None:
        """Forget a step and those after it, which run again."""
        while self._end and self._steps[self._end - 1] >= step:
            self._end -= 1
            self.added -= 1

    def last(self, count: int = CAPACITY) -> Array:
        """Return the values of the last steps, not to be kept.

        Returns:
            Float64 of shape (steps, width), the oldest step first; fewer steps when there are not so many.
        """
        kept = min(count, self._capacity, self._end)
        return self._values[self._end - kept : self._end]

    def series(self, index: int) -> list[tuple[int, float]]:
        """Return the steps and values of one series, the oldest first, without its NaN."""
        kept = min(self._capacity, self._end)
        begin = self._end - kept
        pairs = zip(self._steps[begin : self._end], self._values[begin : self._end, index], strict=True)
        return [(int(step), float(value)) for step, value in pairs if not np.isnan(value)]
