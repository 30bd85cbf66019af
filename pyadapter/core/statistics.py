"""Statistics of numbers, exact or from a sample that says so."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from pyadapter.core.accumulator import Accumulator
from pyadapter.core.distinct import count_distinct
from pyadapter.core.numbers import blocks, kind_of, never, strided_sample

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from pyadapter.core.numbers import Array


@dataclass(frozen=True)
class Statistics:
    """What the values of a tensor are like; moments and range are over the finite values.

    Attributes:
        count: Number of elements of the tensor.
        counted: Number of elements that were looked at.
        nan: Count of NaN.
        positive_inf: Count of +Inf.
        negative_inf: Count of −Inf.
        zeros: Count of exact zeros.
        minimum: Smallest finite value, None when there is none.
        maximum: Largest finite value.
        mean: Mean of the finite values.
        standard_deviation: Population standard deviation of the finite values.
        norm: Euclidean norm of the finite values.
        unique: Number of distinct values, for integers only.
    """

    count: int
    counted: int
    nan: int = 0
    positive_inf: int = 0
    negative_inf: int = 0
    zeros: int = 0
    minimum: float | None = None
    maximum: float | None = None
    mean: float | None = None
    standard_deviation: float | None = None
    norm: float | None = None
    unique: int | None = None

    @property
    def sampled(self) -> bool:
        """Whether only part of the elements was looked at."""
        return self.counted < self.count


def summarize(
    array: Array,
    out_of_time: Callable[[], bool] = never,
    *,
    sample: int | None = None,
) -> Statistics:
    """Compute the statistics of an array in one pass over blocks that fit the cache.

    Counts and range are exact for booleans, integers and floats of every width; moments are as precise as
    float32 blocks summed in float64 make them (relative error below 1e-5). Complex arrays get counts only.

    Args:
        array: Any array of numbers or booleans.
        out_of_time: Asked between blocks. Once it is true the pass ends, and what was seen until then is
            the sample: blocks that are spread evenly over the array.
        sample: Look at about so many evenly spaced elements only.

    Returns:
        The statistics; `counted` is less than `count` when they are of a sample.

    Raises:
        TypeError: The array holds no numbers.
    """
    values = array if sample is None else strided_sample(array, sample)
    return finish([accumulate(values, out_of_time)], array, out_of_time)


def accumulate(array: Array, out_of_time: Callable[[], bool] = never) -> Accumulator:
    """Gather the partial statistics of an array, or of a part of one.

    Args:
        array: Numbers or booleans.
        out_of_time: As in `summarize`; the first block is always taken in.

    Raises:
        TypeError: The array holds no numbers.
    """
    if not kind_of(array.dtype):
        raise TypeError(f"A tensor of dtype {array.dtype} has no statistics")
    parts = Accumulator()
    with np.errstate(all="ignore"):  # overflow is expected here, and the user may have asked numpy to raise
        for block in blocks(array):
            parts.add(block)
            if out_of_time():
                break
    return parts


def finish(parts: Sequence[Accumulator], array: Array, out_of_time: Callable[[], bool] = never) -> Statistics:
    """Make statistics of partial ones.

    Args:
        parts: What `accumulate` gave for disjoint parts of the array, or for a sample of it.
        array: The whole array; its distinct values are counted here.
        out_of_time: Asked while distinct values are counted.
    """
    total = Accumulator.merged(parts)
    statistics = Statistics(
        count=array.size,
        counted=total.counted,
        nan=total.health.nan,
        positive_inf=total.health.positive_inf,
        negative_inf=total.health.negative_inf,
        zeros=total.zeros,
    )
    if not total.finite:
        return statistics
    unique = None
    if kind_of(array.dtype) == "i" and total.counted == array.size:
        unique = count_distinct(array, int(total.minimum), int(total.maximum), out_of_time)
    return replace(
        statistics,
        minimum=float(total.minimum),
        maximum=float(total.maximum),
        mean=total.mean,
        standard_deviation=total.standard_deviation,
        norm=total.norm,
        unique=unique,
    )
