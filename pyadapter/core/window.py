"""A two-dimensional window of a tensor: what a grid shows of it at a time."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from pyadapter.core.numbers import kind_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from pyadapter.core.numbers import Array

LIMIT = 256
"""Rows and columns that a window has at most: 512 KiB of float64, quick to send and more than a screen."""


@dataclass(frozen=True, eq=False)
class Window:
    """Values of a window.

    Attributes:
        shape: Shape of the whole tensor.
        row: First row, in the axis before the last.
        column: First column, in the last axis.
        rows: Rows that are there; fewer than asked for at the tensor's end.
        columns: Columns that are there.
        values: rows × columns of float64.
    """

    shape: tuple[int, ...]
    row: int
    column: int
    rows: int
    columns: int
    values: NDArray[np.float64]


@dataclass(frozen=True)
class Extent:
    """Where a window lies in a tensor, clamped to it: `lead` fixes the axes before the last two."""

    lead: tuple[int, ...]
    row: int
    column: int
    rows: int
    columns: int


def extent(  # noqa: PLR0913, PLR0917 - a request's fields
    shape: Sequence[int], index: Sequence[int], row: int, column: int, rows: int, columns: int
) -> Extent:
    """Clamp a window to a tensor's shape.

    Args:
        shape: Shape of the tensor. A vector counts as one row, a scalar as one cell.
        index: Position on each axis before the last two; missing entries are 0, further ones are ignored.
        row: First row.
        column: First column.
        rows: Rows wanted, at most `LIMIT`.
        columns: Columns wanted, at most `LIMIT`.
    """
    height, width = ((1, 1, *shape))[-2:]
    axes = tuple(shape[:-2])
    given = (*index, *([0] * len(axes)))[: len(axes)]
    lead = tuple(_clamp(position, size) for position, size in zip(given, axes, strict=True))
    empty = 0 in axes
    first_row, first_column = _clamp(row, height), _clamp(column, width)
    return Extent(
        lead=lead,
        row=first_row,
        column=first_column,
        rows=0 if empty else max(0, min(rows, LIMIT, height - first_row)),
        columns=0 if empty else max(0, min(columns, LIMIT, width - first_column)),
    )


def window(  # noqa: PLR0913, PLR0917 - a request's fields
    array: Array, index: Sequence[int], row: int, column: int, rows: int, columns: int
) -> Window:
    """Copy a window out of an array.

    Args:
        array: An array of numbers or booleans; of a complex number the magnitude is shown.
        index: Position on each axis before the last two.
        row: First row.
        column: First column.
        rows: Rows wanted.
        columns: Columns wanted.

    Raises:
        TypeError: The array holds no numbers.
    """
    kind = kind_of(array.dtype)
    if not kind:
        raise TypeError(f"A tensor of dtype {array.dtype} has no numbers to show")
    where = extent(array.shape, index, row, column, rows, columns)
    if where.rows and where.columns:
        plane = np.atleast_2d(array[where.lead])
        cells = plane[where.row : where.row + where.rows, where.column : where.column + where.columns]
        values = (np.abs(cells) if kind == "c" else cells).astype(np.float64)
    else:
        values = np.empty((where.rows, where.columns))
    return Window(array.shape, where.row, where.column, where.rows, where.columns, values)


def _clamp(position: int, size: int) -> int:
    return max(0, min(position, size - 1))
