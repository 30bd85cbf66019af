"""A plane of numbers seen from further away: each cell is the mean of a block."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from numpy.typing import NDArray

    from pyadapter.core.numbers import Array

PART = 1 << 20
"""Values that are read at a time: 4 MiB of float32."""

_ROWS = 1 << 10
"""Rows that are added up in float32 at most: their mean is off by less than 1e-4 of the largest value."""

MOST = 1 << 28
"""Values that are looked at: half a second. Of more only some rows of each block are."""


def block_means(
    read: Callable[[slice, slice], Array], rows: slice, columns: slice, steps: tuple[int, int]
) -> tuple[NDArray[np.float64], bool]:
    """Compute the mean of each block of a plane.

    Args:
        read: Gives the real numbers of some rows and columns.
        rows: Rows of the plane, from the beginning of a block on.
        columns: Columns of the plane, likewise.
        steps: Rows and columns of a block; blocks at the plane's end are smaller.

    Returns:
        A cell a block: NaN when one of its values is, else an infinity when one is (the positive one of
        both), else the mean; and whether only some rows were looked at.
    """
    down, across = steps
    height, width = rows.stop - rows.start, columns.stop - columns.start
    skip = min(down, -(-height * width // MOST))
    means = np.zeros((-(-height // down), -(-width // across)))
    worst = np.zeros(means.shape, np.int8)
    with np.errstate(all="ignore"):  # infinities are expected, and the user may have asked numpy to raise
        for band in range(len(means)):
            first = rows.start + band * down
            last = min(first + down, rows.stop)
            share = 1 / len(range(first, last, skip)) / across
            for some_rows, some_columns in _parts(first, last, skip, columns):
                part = read(some_rows, some_columns)
                begin = some_columns.start - columns.start
                cells = slice(begin // across, -(-(some_columns.stop - columns.start) // across))
                starts = np.maximum(np.arange(cells.start, cells.stop) * across - begin, 0)
                found = _added(part, share, starts)
                means[band, cells] += found
                if not np.isfinite(found).all():
                    np.maximum(worst[band, cells], _worst(part, starts), out=worst[band, cells])
    if width % across:
        means[:, -1] *= across / (width % across)
    # Finite values whose mean overflowed by a rounding error.
    np.nan_to_num(means, copy=False, nan=np.nan)
    means[worst > 0] = np.array([0, -np.inf, np.inf, np.nan])[worst[worst > 0]]
    return means, skip > 1


def _parts(first: int, last: int, skip: int, columns: slice) -> Iterator[tuple[slice, slice]]:
    width = min(columns.stop - columns.start, PART)
    height = PART // width * skip
    for row in range(first, last, height):
        for column in range(columns.start, columns.stop, width):
            yield (
                slice(row, min(row + height, last), skip),
                slice(column, min(column + width, columns.stop)),
            )


def _added(part: Array, share: float, starts: NDArray[np.intp]) -> NDArray[np.float64]:
    """Add up each block in a part, where a value's share in the mean is so much."""
    numbers = part if part.dtype.kind == "f" else part.astype(np.float64)
    added: NDArray[np.float64] = np.add.reduceat(_mean_row(numbers) * (len(numbers) * share), starts)
    return added


def _mean_row(numbers: Array) -> NDArray[np.float64]:
    """Return the mean of each column, without ever adding up what could overflow."""
    count = len(numbers)
    if count == 1:
        row: NDArray[np.float64] = numbers[0].astype(np.float64)
        return row
    if count <= _ROWS:  # BLAS is several times as fast as `mean` where planes are narrow or transposed
        half: NDArray[np.float64] = (np.full(count, 0.5 / count, numbers.dtype) @ numbers).astype(np.float64)
        return half * 2
    folds = -(-count // _ROWS)  # so many rows become one
    whole = count - count % folds
    folded = np.ascontiguousarray(numbers[:whole]).reshape(whole // folds, -1)
    mean = _mean_row(_mean_row(folded).reshape(folds, -1)) * (whole / count)
    if whole < count:
        mean += _mean_row(numbers[whole:]) * (1 - whole / count)
    return mean


def _worst(part: Array, starts: NDArray[np.intp]) -> NDArray[np.int8]:
    """Tell of each block what is worst in it: 3 NaN, 2 +Inf, 1 −Inf, 0 nothing."""
    if part.dtype.kind != "f":
        return np.zeros(len(starts), np.int8)
    high = np.maximum.reduceat(part.max(axis=0), starts)
    low = np.minimum.reduceat(part.min(axis=0), starts)
    found = [np.isnan(high), high == np.inf, low == -np.inf]
    return np.select(found, [3, 2, 1], 0).astype(np.int8)
