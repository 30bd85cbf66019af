"""Histograms of a tensor's finite values, and the sparkline that shows one in a few characters."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np

from pyadapter.core.health import HEALTHY, block_health
from pyadapter.core.numbers import blocks, kind_of, native, never, strided_sample
from pyadapter.core.symlog import Symlog, helpful, smallest_shown

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

    from pyadapter.core.health import Health
    from pyadapter.core.numbers import Array

_BARS = "▁▂▃▄▅▆▇█"
_HALVES = 2.0**50
"""Below this float64 has halves of integers, for edges between them."""
_SYMLOG_SAMPLE = 1 << 14
"""Values by which the scale is chosen: less than a millisecond."""
_HUGE = 1e307
"""From here on the width of a range, or a widened edge, could overflow float64."""


Scale = Literal["linear", "symlog"]


@dataclass(frozen=True)
class Histogram:
    """Counts of finite values in bins, beside those that are not finite.

    Attributes:
        edges: Edges of the bins, one more than `counts`; the last bin includes its upper edge.
        counts: Finite values in each bin.
        nan: Count of NaN.
        positive_inf: Count of +Inf.
        negative_inf: Count of −Inf.
        sampled: Whether only part of the elements was looked at.
        scale: What the bins are equal in: the values, or `symlog.Symlog` of them.
    """

    edges: tuple[float, ...]
    counts: tuple[int, ...]
    nan: int = 0
    positive_inf: int = 0
    negative_inf: int = 0
    sampled: bool = False
    scale: Scale = "linear"


def histogram(
    array: Array,
    bins: int = 40,
    out_of_time: Callable[[], bool] = never,
    *,
    sample: int | None = None,
    scale: Scale | None = "linear",
) -> Histogram:
    """Count the finite values of an array in equal bins between their minimum and maximum.

    Integers get one bin a value where that needs no more than `bins` bins.

    Args:
        array: An array of real numbers or booleans.
        bins: Number of bins, at least 1.
        out_of_time: Asked between blocks; once it is true, what was seen until then is the sample.
        sample: Look at about so many elements only.
        scale: What the bins are equal in; None for what shows more. Where there is a bin a value, or no room
            for logarithms, they are linear whatever was asked for.

    Returns:
        The histogram; without edges and counts when there is no finite value.

    Raises:
        TypeError: The array holds no real numbers.
    """
    kind = kind_of(array.dtype)
    if kind not in ("b", "i", "f"):
        raise TypeError(f"A tensor of dtype {array.dtype} has no histogram")
    values = array if sample is None else strided_sample(array, sample)
    with np.errstate(all="ignore"):  # the user may have asked numpy to raise
        return _counted(values, array.size, bins, kind != "f", out_of_time, scale)


def sparkline(counts: Sequence[int]) -> str:
    """Draw counts as bars, one character each; the lowest bar is kept for none at all."""
    top = max(counts, default=0)
    return "".join(_BARS[-(-count * (len(_BARS) - 1) // top) if top else 0] for count in counts)


def _counted(  # noqa: PLR0913, PLR0917 - what `histogram` was asked for
    values: Array, size: int, bins: int, whole: bool, out_of_time: Callable[[], bool], scale: Scale | None
) -> Histogram:
    health, low, high, seen = HEALTHY, np.inf, -np.inf, 0
    for block in blocks(values):
        finite, block_counts = _finite(block)
        health += block_counts
        if finite.size:
            low, high = min(low, float(finite.min())), max(high, float(finite.max()))
        seen += block.size
        if out_of_time():
            break
    edges, counts, counted, symlog = np.empty(0), np.empty(0, np.int64), seen, None
    if low <= high:
        edges, shrink = _edges(low, high, bins, whole=whole)
        if scale != "linear" and len(edges) == bins + 1:
            symlog = _symlog(values, edges / shrink, low, high, scale)
            edges, shrink = (edges, shrink) if symlog is None else (symlog.edges, 1.0)
        counts, counted = np.zeros(len(edges) - 1, np.int64), 0
        # Numpy lays out the bins in the dtype of the values, where neighbours may leave no room for them.
        narrow = high - low < float(np.spacing(np.float32(max(abs(low), abs(high))))) * bins * 4
        for block in blocks(values):
            if counted >= seen:  # the blocks that gave the range, in the same order: none lies outside
                break
            finite, _ = _finite(block)
            if symlog is not None:
                counts += symlog.count(finite.astype(np.float64, copy=False))
            else:
                scaled = finite.astype(np.float64, copy=False) if narrow else finite
                scaled = scaled if shrink == 1 else scaled * shrink
                counts += np.histogram(scaled, bins=len(counts), range=(float(edges[0]), float(edges[-1])))[0]
            counted += block.size
            if out_of_time():
                break
        edges /= shrink
    return Histogram(
        tuple(float(edge) for edge in edges),
        tuple(int(count) for count in counts),
        health.nan,
        health.positive_inf,
        health.negative_inf,
        sampled=counted < size,
        scale="linear" if symlog is None else "symlog",
    )


def _symlog(
    values: Array, linear: NDArray[np.float64], low: float, high: float, scale: Scale | None
) -> Symlog | None:
    finite, _ = _finite(strided_sample(values, _SYMLOG_SAMPLE))
    sample = finite.astype(np.float64)
    made = Symlog.between(low, high, smallest_shown(sample, max(abs(low), abs(high))), len(linear) - 1)
    if made is None or (scale is None and not helpful(sample, linear, made)):
        return None
    return made


def _finite(block: Array) -> tuple[Array, Health]:
    numbers = native(block)
    if numbers.dtype.kind != "f":
        return numbers.astype(np.float64), HEALTHY
    counts = block_health(numbers)
    return (numbers[np.isfinite(numbers)] if counts.bad else numbers), counts


def _edges(low: float, high: float, bins: int, *, whole: bool) -> tuple[NDArray[np.float64], float]:
    """Lay out the bins; the second result is the factor that keeps a huge range from overflowing."""
    if whole and high - low < bins and max(abs(low), abs(high)) < _HALVES:
        return np.arange(low - 0.5, high + 1), 1.0
    shrink = 1.0 if max(abs(low), abs(high)) < _HUGE else 0.125
    low, high = low * shrink, high * shrink
    # Neighbouring floats cannot be told apart by `bins` edges between them: widen to where they can.
    width = max(float(np.spacing(max(abs(low), abs(high)))), 1e-300) * bins * 4
    if low == high:
        width = max(width, 1.0)
    if high - low < width:
        middle = low + (high - low) / 2
        limit = float(np.finfo(np.float64).max) * shrink
        low = max(-limit, min(middle - width / 2, limit - width))
        high = low + width
    return np.linspace(low, high, bins + 1), shrink
