"""Series over a whole run in bounded memory: neighbouring points are merged as more come."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from pyadapter.core.numbers import Array

CAPACITY = 1000
"""Points that are kept: as many as a chart has pixels, 32 KB a series."""


class Points(NamedTuple):
    """Points of one series, each of them some neighbouring values.

    Attributes:
        stride: How many values a point stands for; the last one may have fewer.
        steps: Float64 of shape (points,): the first step of each.
        mean: The same shape. Not finite when one of the values was not.
        minimum: Of the values that are numbers; NaN when none of them is.
        maximum: The same.
    """

    stride: int
    steps: Array
    mean: Array
    minimum: Array
    maximum: Array


class Series:
    """Some series that grow together. When they are full, points are merged in pairs.

    Args:
        width: How many series there are.
        capacity: Points that are kept of each, an even number.
    """

    def __init__(self, width: int, capacity: int = CAPACITY) -> None:
        self.stride = 1
        """Values that a point stands for."""
        self._capacity = capacity
        self._steps = np.empty(capacity)
        self._totals = np.empty((capacity, width))
        self._minima = np.empty((capacity, width))
        self._maxima = np.empty((capacity, width))
        # Floats: they divide the totals.
        self._counts = np.empty((capacity, width))
        # Typed as views of integers, which these are not.
        self._one_total: Any = self._totals.data
        self._one_count: Any = self._counts.data
        self._one_minimum: Any = self._minima.data
        self._one_maximum: Any = self._maxima.data
        self._at = -1
        self._room = 0

    def add_one(self, step: int, value: float) -> None:
        """Add a step where there is one series: in a tenth of the 4 µs of `add`."""
        if not self._room:
            self._begin(step)
        self._room -= 1
        cell = (self._at, 0)
        # Numbers of Python: those of numpy warn of infinities of both signs.
        self._one_total[cell] += value
        self._one_count[cell] += 1
        if value == value:  # noqa: PLR0124 -- the quickest way to tell NaN
            if not self._one_minimum[cell] <= value:
                self._one_minimum[cell] = value
            if not self._one_maximum[cell] >= value:
                self._one_maximum[cell] = value

    def add(self, step: int, values: Array, present: Array | None = None) -> None:
        """Add a step.

        Args:
            step: Not before the last one.
            values: Float64 of shape (width,).
            present: Booleans of the same shape: which series have a value; all of them when it is None.
        """
        if not self._room:
            self._begin(step)
        self._room -= 1
        at = self._at
        with np.errstate(all="ignore"):  # of infinities of both signs, and of the user's own `np.seterr`
            if present is None:
                self._counts[at] += 1
                self._totals[at] += values
            else:
                self._counts[at] += present
                self._totals[at] += np.where(present, values, 0)
                values = np.where(present, values, np.nan)
            np.fmin(self._minima[at], values, out=self._minima[at])
            np.fmax(self._maxima[at], values, out=self._maxima[at])

    def points(self, index: int = 0) -> Points:
        """Return the points of one series, without those in which it had no value."""
        end = self._at + 1
        counts = self._counts[:end, index]
        some = counts > 0
        with np.errstate(all="ignore"):
            mean = self._totals[:end, index][some] / counts[some]
        return Points(
            self.stride,
            self._steps[:end][some],
            mean,
            self._minima[:end, index][some],
            self._maxima[:end, index][some],
        )

    def recent(self, count: int) -> Array:
        """Return the means of the last points, float64 of shape (points, width): NaN where there is none."""
        begin, end = max(0, self._at + 1 - count), self._at + 1
        with np.errstate(all="ignore"):
            return self._totals[begin:end] / self._counts[begin:end]

    def _begin(self, step: int) -> None:
        if self._at + 1 == self._capacity:
            self._merge()
        self._at = at = self._at + 1
        self._room = self.stride
        self._steps[at] = step
        self._totals[at] = self._counts[at] = 0
        self._minima[at] = self._maxima[at] = np.nan

    def _merge(self) -> None:
        half = self._capacity // 2
        self._steps[:half] = self._steps[::2]
        with np.errstate(all="ignore"):
            for array, merge in (
                (self._totals, np.add),
                (self._counts, np.add),
                (self._minima, np.fmin),
                (self._maxima, np.fmax),
            ):
                array[:half] = merge(array[::2], array[1::2])
        self._at = half - 1
        self.stride *= 2
