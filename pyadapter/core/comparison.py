"""One tensor against another of the same shape."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from pyadapter.core.accumulator import Accumulator
from pyadapter.core.numbers import native, never, spread_order

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from pyadapter.core.numbers import Array

    Read = Callable[[int, int], Array]


@dataclass(frozen=True)
class Comparison:
    """How far two tensors are apart; errors are over the pairs that are both finite, None when there is none.

    Attributes:
        count: Pairs.
        counted: Pairs that were looked at.
        differing: Pairs that are not equal; NaN equals NaN.
        non_finite: Pairs of which one is not finite.
        mean_error: Mean of |a − b|.
        maximum_error: Largest |a − b|.
        maximum_at: Its index.
        relative_error: Norm of a − b over the norm of b; None also when b is all zeros and a is not.
    """

    count: int
    counted: int
    differing: int
    non_finite: int
    mean_error: float | None = None
    maximum_error: float | None = None
    maximum_at: tuple[int, ...] | None = None
    relative_error: float | None = None

    @property
    def sampled(self) -> bool:
        """Whether only part of the pairs was looked at."""
        return self.counted < self.count


def compare(
    shape: Sequence[int], one: Read, other: Read, step: int, out_of_time: Callable[[], bool] = never
) -> Comparison:
    """Compare two tensors of numbers.

    Args:
        shape: Shape of both.
        one: Gives the values of a from one place in C order to another.
        other: Gives those of b.
        step: How many to ask for at a time.
        out_of_time: Asked between steps, which are spread evenly; once it is true, what was seen until then
            is the sample.
    """
    size = int(np.prod(tuple(shape), dtype=np.int64))
    errors, reference = Accumulator(), Accumulator()
    counted = differing = non_finite = 0
    place = None
    with np.errstate(all="ignore"):  # infinities are expected, and the user may have asked numpy to raise
        for number in spread_order(-(-size // step)):
            begin, stop = number * step, min((number + 1) * step, size)
            first, second = native(one(begin, stop)), native(other(begin, stop))
            both_nan = np.isnan(first) & np.isnan(second)
            differing += int(np.count_nonzero((first != second) & ~both_nan))
            kept = np.flatnonzero(np.isfinite(first) & np.isfinite(second))
            non_finite += stop - begin - len(kept)
            counted += stop - begin
            if len(kept):
                whole = len(kept) == stop - begin
                apart, size_of_other = _apart(first, second) if whole else _apart(first[kept], second[kept])
                largest = int(np.argmax(apart))
                if float(apart[largest]) > errors.maximum:
                    place = begin + int(kept[largest])
                errors.add(apart)
                reference.add(size_of_other)
            if out_of_time():
                break
    if place is None:
        return Comparison(size, counted, differing, non_finite)
    relative = errors.norm / reference.norm if reference.norm else (None if errors.norm else 0.0)
    index = tuple(int(position) for position in np.unravel_index(place, tuple(shape)))
    return Comparison(
        size, counted, differing, non_finite, errors.mean, float(errors.maximum), index, relative
    )


def _apart(first: Array, second: Array) -> tuple[Array, Array]:
    """Return |a − b| and |b|."""
    kinds = {first.dtype.kind, second.dtype.kind}
    wide = np.dtype(np.complex128 if "c" in kinds else np.float64)
    narrow = kinds <= {"f", "c"}
    apart = np.abs(first - second if narrow else first.astype(wide) - second.astype(wide))
    if not np.isfinite(apart).all():  # their difference is beyond float32
        apart = np.minimum(np.abs(first.astype(wide) - second.astype(wide)), np.finfo(np.float64).max)
    return apart, np.abs(second if narrow else second.astype(wide))
