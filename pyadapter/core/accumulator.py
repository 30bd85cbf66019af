"""Partial statistics: fed block by block, merged across parts."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np

from pyadapter.core.health import HEALTHY, block_health
from pyadapter.core.numbers import native

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pyadapter.core.numbers import Array

FLOAT32_SAFE = (1e-10, 1e15)
"""Between these magnitudes the squares of a float32 block, and their sum, are exact enough in float32."""
FLOAT64_SAFE = 1e140
"""Above this the squares of a float64 block could overflow: then moments are of values times `SHRINK`."""
SHRINK = 2.0**-600
# Below this float32 holds every integer.
_FLOAT32_INTEGERS = 1 << 24


class Accumulator:
    """Counts, range and moments of the values seen so far.

    Moments are kept as mean and sum of squared deviations and merged by Chan's formula, so that a large
    mean does not cancel a small deviation. Blocks of float32 are summed in float32, which is what runs at the
    speed of memory; the blocks are summed in float64.

    Attributes:
        counted: Elements seen.
        finite: Finite elements among them.
        zeros: Exact zeros.
        health: Counts of NaN and infinities.
        minimum: Smallest finite value, +Inf before the first.
        maximum: Largest finite value, −Inf before the first.
    """

    def __init__(self) -> None:
        self.counted = 0
        self.finite = 0
        self.zeros = 0
        self.health = HEALTHY
        self.minimum: float = math.inf
        self.maximum: float = -math.inf
        self._mean = 0.0
        self._deviations = 0.0
        self._scale = 1.0
        self._scratch: dict[np.dtype[Any], tuple[Array, Array]] = {}
        self._flags = np.empty(0, np.bool_)

    @property
    def mean(self) -> float:
        """Mean of the finite values."""
        return self._mean / self._scale

    @property
    def standard_deviation(self) -> float:
        """Population standard deviation of the finite values."""
        return math.sqrt(self._deviations / self.finite) / self._scale

    @property
    def norm(self) -> float:
        """Euclidean norm of the finite values; +Inf when it is beyond float64."""
        return math.sqrt(self._deviations + self.finite * self._mean * self._mean) / self._scale

    def add(self, block: Array) -> None:
        """Take in a block.

        Args:
            block: One-dimensional, not empty, of a dtype with numbers.
        """
        numbers = native(block)
        self.counted += numbers.size
        kind = numbers.dtype.kind
        if kind == "b":
            self._add_booleans(numbers)
        elif kind == "c":
            self.health += block_health(numbers)
            self.zeros += numbers.size - int(np.count_nonzero(numbers))
        elif kind == "f":
            self._add_floats(numbers)
        else:
            self._count_zeros(numbers)
            low, high = int(np.minimum.reduce(numbers)), int(np.maximum.reduce(numbers))
            exact = max(-low, high) < _FLOAT32_INTEGERS
            floats = numbers.astype(np.float32 if exact else np.float64)
            self._add_moments(floats, low, high, float(np.dot(floats, floats)))

    def merge(self, other: Accumulator) -> None:
        """Take in what another accumulator saw."""
        self.counted += other.counted
        self.zeros += other.zeros
        self.health += other.health
        self.merge_moments(other.finite, other._mean, other._deviations, other._scale)
        self.minimum = min(self.minimum, other.minimum)
        self.maximum = max(self.maximum, other.maximum)

    def merge_moments(self, count: int, mean: float, deviations: float, scale: float = 1.0) -> None:
        """Take in moments that were computed elsewhere.

        Args:
            count: Number of finite values.
            mean: Mean of the values times `scale`.
            deviations: Sum of the squared deviations from it.
            scale: 1, or `SHRINK` for values beyond `FLOAT64_SAFE`.
        """
        self._shrink_to(scale)
        ratio = self._scale / scale
        self._merge_moments(count, mean * ratio, deviations * ratio * ratio)

    @classmethod
    def merged(cls, parts: Iterable[Accumulator]) -> Accumulator:
        """Merge the accumulators of disjoint parts into a new one."""
        total = cls()
        for part in parts:
            total.merge(part)
        return total

    def _add_booleans(self, numbers: Array) -> None:
        true = int(np.count_nonzero(numbers))
        false = numbers.size - true
        self.zeros += false
        self.minimum = min(self.minimum, 0 if false else 1)
        self.maximum = max(self.maximum, 1 if true else 0)
        self._merge_moments(numbers.size, true / numbers.size, true * false / numbers.size)

    def _add_floats(self, numbers: Array) -> None:
        # The first pass brings the block into the cache, and no other does that as fast as BLAS.
        squares = float(np.dot(numbers, numbers))
        # Both propagate NaN, and an infinity is the largest or the smallest: two fast passes tell all.
        low, high = float(np.minimum.reduce(numbers)), float(np.maximum.reduce(numbers))
        if not (math.isfinite(low) and math.isfinite(high)):
            self.health += block_health(numbers)
            numbers = numbers[np.isfinite(numbers)]
            if not numbers.size:
                return
            squares = float(np.dot(numbers, numbers))
            low, high = float(np.minimum.reduce(numbers)), float(np.maximum.reduce(numbers))
        if low <= 0 <= high:
            self._count_zeros(numbers)
        self._add_moments(numbers, low, high, squares)

    def _count_zeros(self, numbers: Array) -> None:
        if self._flags.size < numbers.size:
            self._flags = np.empty(numbers.size, np.bool_)
        flags = np.equal(numbers, 0, out=self._flags[: numbers.size])
        self.zeros += int(np.count_nonzero(flags))

    def _add_moments(self, numbers: Array, low: float, high: float, squares: float) -> None:
        count = numbers.size
        self.minimum, self.maximum = min(self.minimum, low), max(self.maximum, high)
        peak = max(abs(low), abs(high))
        if peak > FLOAT64_SAFE:
            self._shrink_to(SHRINK)
        if low == high:
            self._merge_moments(count, low * self._scale, 0.0)
            return
        if self._scale != 1 or (numbers.dtype == np.float32 and not FLOAT32_SAFE[0] < peak < FLOAT32_SAFE[1]):
            numbers = numbers.astype(np.float64) * self._scale
            squares = float(np.dot(numbers, numbers))
        ones, differences = self._room(numbers)
        # The dot product with ones is the fastest sum that numpy has.
        mean = float(np.dot(numbers, ones)) / count
        deviations = squares - count * mean * mean
        if deviations < squares / 4:  # the mean dominates, and the difference of the two lost digits
            shift = numbers.dtype.type(mean)
            np.subtract(numbers, shift, out=differences)
            drift = float(np.dot(differences, ones)) / count
            mean = float(shift) + drift
            deviations = float(np.dot(differences, differences)) - count * drift * drift
        self._merge_moments(count, mean, max(0.0, deviations))

    def _room(self, numbers: Array) -> tuple[Array, Array]:
        ones, differences = self._scratch.get(numbers.dtype, (numbers[:0], numbers[:0]))
        if ones.size < numbers.size:
            ones, differences = np.ones_like(numbers), np.empty_like(numbers)
            self._scratch[numbers.dtype] = ones, differences
        return ones[: numbers.size], differences[: numbers.size]

    def _merge_moments(self, count: int, mean: float, deviations: float) -> None:
        if not count:
            return
        total = self.finite + count
        difference = mean - self._mean
        self._mean += difference * count / total
        self._deviations += deviations + difference * difference * self.finite * count / total
        self.finite = total

    def _shrink_to(self, scale: float) -> None:
        if scale < self._scale:
            ratio = scale / self._scale
            self._mean *= ratio
            self._deviations *= ratio * ratio
            self._scale = scale
