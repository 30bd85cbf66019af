"""Statistics of each position on an axis, over all the others: which unit, channel or row is odd."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from pyadapter.core.numbers import native, never, spread_order

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from numpy.typing import NDArray

    from pyadapter.core.numbers import Array

    Box = tuple[slice, ...]

LIMIT = 256
"""Positions of a page: more than a screen."""


@dataclass(frozen=True)
class AxisRow:
    """Statistics of one position; range and moments are over the finite values, None when there is none.

    Attributes:
        index: The position.
        nan: Count of NaN.
        positive_inf: Count of +Inf.
        negative_inf: Count of −Inf.
        zeros: Count of exact zeros.
        minimum: Smallest value.
        maximum: Largest value.
        mean: Their mean.
        standard_deviation: Population standard deviation.
    """

    index: int
    nan: int
    positive_inf: int
    negative_inf: int
    zeros: int
    minimum: float | None
    maximum: float | None
    mean: float | None
    standard_deviation: float | None


@dataclass(frozen=True)
class AxisStatistics:
    """A page of an axis.

    Attributes:
        axis: Which one, from 0.
        size: Its length.
        start: First position of the page.
        rows: One a position.
        sampled: Whether time was over before all values were looked at.
    """

    axis: int
    size: int
    start: int
    rows: tuple[AxisRow, ...]
    sampled: bool = False


def axis_statistics(  # noqa: PLR0913, PLR0917 - a request's fields, and how to read
    shape: Sequence[int],
    read: Callable[[Box], Array],
    step: int,
    axis: int,
    start: int,
    count: int,
    out_of_time: Callable[[], bool] = never,
) -> AxisStatistics:
    """Compute statistics of some positions on an axis; of complex numbers those of their magnitudes.

    Args:
        shape: Shape of the tensor, of one axis at least.
        read: Gives the numbers in a box of it.
        step: How many to ask for at a time.
        axis: The axis; from the last one when it is negative.
        start: First position.
        count: How many, at most `LIMIT`.
        out_of_time: Asked between steps, which are spread evenly; once it is true, what was seen until then
            is the sample.

    Raises:
        ValueError: There is no such axis.
    """
    if not -len(shape) <= axis < len(shape):
        raise ValueError(f"A tensor of {len(shape)} axes has no axis {axis}")
    axis %= len(shape)
    first = max(0, min(start, shape[axis]))
    rows = max(0, min(count, LIMIT, shape[axis] - first))
    whole = [slice(0, size) for size in shape]
    whole[axis] = slice(first, first + rows)
    moments = _Moments(rows)
    wanted, seen = _volume(whole), 0
    with np.errstate(all="ignore"):  # infinities are expected, and the user may have asked numpy to raise
        for box in _boxes(whole, axis, step) if wanted else ():
            part = np.moveaxis(read(tuple(box)), axis, 0).reshape(rows, -1)
            moments.add(native(part))
            seen += part.size
            if out_of_time():
                break
    return AxisStatistics(axis, shape[axis], first, moments.rows(first), sampled=seen < wanted)


class _Moments:
    """What was seen so far, an entry a position; merged by Chan's formula as `Accumulator` does."""

    def __init__(self, rows: int) -> None:
        self.counts = {name: np.zeros(rows, np.int64) for name in ("nan", "positive", "negative", "zeros")}
        self.low, self.high = np.full(rows, np.inf), np.full(rows, -np.inf)
        self.finite, self.mean, self.squares = np.zeros(rows), np.zeros(rows), np.zeros(rows)

    def add(self, part: Array) -> None:
        """Take in a part: a line a position."""
        numbers = (np.abs(part) if part.dtype.kind == "c" else part).astype(np.float64)
        kept: Any = True
        fine = np.isfinite(numbers)
        count = np.full(len(numbers), numbers.shape[1])
        if not fine.all():
            kept, count = fine, np.count_nonzero(fine, axis=1)
            self.counts["nan"] += np.count_nonzero(np.isnan(numbers), axis=1)
            self.counts["positive"] += np.count_nonzero(numbers == np.inf, axis=1)
            self.counts["negative"] += np.count_nonzero(numbers == -np.inf, axis=1)
        self.counts["zeros"] += np.count_nonzero(numbers == 0, axis=1)
        np.minimum(self.low, numbers.min(axis=1, initial=np.inf, where=kept), out=self.low)
        np.maximum(self.high, numbers.max(axis=1, initial=-np.inf, where=kept), out=self.high)
        share = 1 / np.maximum(count, 1)
        mean = (numbers * share[:, None]).sum(axis=1, where=kept)
        squares = np.square(numbers - mean[:, None]).sum(axis=1, where=kept)
        total = np.maximum(self.finite + count, 1)
        apart = mean - self.mean
        self.squares += np.where(count, squares + apart * apart * self.finite * count / total, 0)
        self.mean += np.where(count, apart * count / total, 0)
        self.finite += count

    def rows(self, first: int) -> tuple[AxisRow, ...]:
        """Return the statistics."""
        deviations = np.sqrt(self.squares / np.maximum(self.finite, 1))
        moments: list[NDArray[np.float64]] = [self.low, self.high, self.mean, deviations]
        return tuple(
            AxisRow(
                first + row,
                *(int(counts[row]) for counts in self.counts.values()),
                *(float(each[row]) if self.finite[row] else None for each in moments),
            )
            for row in range(len(self.finite))
        )


def _boxes(whole: list[slice], axis: int, step: int) -> Iterator[list[slice]]:
    """Divide a box into boxes of at most `step` values, in an order that is spread evenly; `axis` stays."""
    lengths = [side.stop - side.start for side in whole]
    longest = next((place for place, length in enumerate(lengths) if place != axis and length > 1), None)
    if longest is None or _volume(whole) <= step:
        yield whole
        return
    width = max(1, step * lengths[longest] // _volume(whole))
    for number in spread_order(-(-lengths[longest] // width)):
        part = list(whole)
        begin = whole[longest].start + number * width
        part[longest] = slice(begin, min(begin + width, whole[longest].stop))
        yield from _boxes(part, axis, step)


def _volume(box: list[slice]) -> int:
    return int(np.prod([side.stop - side.start for side in box], dtype=np.int64))
