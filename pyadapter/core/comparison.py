"""One tensor against another of the same shape."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from pyadapter.core.accumulator import Accumulator
from pyadapter.core.health import is_finite
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
            counted += stop - begin
            apart = _apart(first, second)
            kept = None
            if is_finite(apart):
                floats = first.dtype.kind in "fc" and second.dtype.kind in "fc"
                differing += int(np.count_nonzero(apart if floats else first != second))
            else:
                both_nan = np.isnan(first) & np.isnan(second)
                differing += int(np.count_nonzero((first != second) & ~both_nan))
                kept = np.flatnonzero(np.isfinite(first) & np.isfinite(second))
                non_finite += len(first) - len(kept)
                first, second = first[kept], second[kept]
                apart = _apart(first, second, wide=True)
            if len(apart):
                largest = int(np.argmax(apart))
                if float(apart[largest]) > errors.maximum:
                    place = begin + (largest if kept is None else int(kept[largest]))
                errors.add(apart)
                reference.add(np.abs(second) if second.dtype.kind == "c" else second)
            if out_of_time():
                break
    if place is None:
        return Comparison(size, counted, differing, non_finite)
    relative = errors.norm / reference.norm if reference.norm else (None if errors.norm else 0.0)
    index = tuple(int(position) for position in np.unravel_index(place, tuple(shape)))
    return Comparison(
        size, counted, differing, non_finite, errors.mean, float(errors.maximum), index, relative
    )


def _apart(first: Array, second: Array, *, wide: bool = False) -> Array:
    """Return |a − b|; in float64 where it may be beyond float32, or integers are too long for that."""
    kinds = {first.dtype.kind, second.dtype.kind}
    if not wide and kinds <= {"f", "c"}:
        difference: Array = np.abs(first - second)
        return difference
    target = np.dtype(np.complex128 if "c" in kinds else np.float64)
    exact: Array = np.abs(first.astype(target) - second.astype(target))
    return np.minimum(exact, np.finfo(np.float64).max) if wide else exact
