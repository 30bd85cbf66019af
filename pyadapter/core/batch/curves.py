"""Curves: long series by the extremes of stretches, so that no peak and no gap is lost."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from pyadapter.core.numbers import native

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from pyadapter.core.numbers import Array

POINTS = 200
"""Points of a curve: it is drawn about as many pixels wide."""


def curve(values: Array, points: int = POINTS) -> NDArray[np.float64]:
    """Shorten a series.

    Args:
        values: One-dimensional numbers.
        points: At most so many, at least 2.

    Returns:
        The values themselves when they are few; else lowest and highest of each stretch, in the order in
        which they stand there. A stretch with a NaN has a NaN in place of its lowest value.
    """
    line = native(np.ascontiguousarray(values)).astype(np.float64)
    if line.size <= points:
        return line
    stretches = points // 2
    starts = np.arange(stretches) * line.size // stretches
    ends = np.append(starts[1:], line.size)
    found = np.empty(2 * stretches)
    for place, (start, end) in enumerate(zip(starts, ends, strict=True)):
        part = line[start:end]
        low, high = _extremes(part)
        first, second = sorted((low, high))
        found[2 * place : 2 * place + 2] = part[first], part[second]
    return found


def _extremes(part: NDArray[np.float64]) -> tuple[int, int]:
    """Return the places of the lowest value, or of the first NaN, and of the highest."""
    bad = np.isnan(part)
    if not bad.any():
        return int(part.argmin()), int(part.argmax())
    return int(bad.argmax()), int(np.where(bad, -np.inf, part).argmax())
