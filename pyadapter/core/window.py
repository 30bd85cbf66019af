"""A two-dimensional window of a tensor: what a grid or a heat map shows of it at a time."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from pyadapter.core.numbers import kind_of, native
from pyadapter.core.overview import block_means

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

    from pyadapter.core.numbers import Array

    Box = tuple[slice, ...]

LIMIT = 256
"""Rows and columns that a window has at most: 512 KiB of float64, quick to send and more than a screen."""

_PLANE = 2


@dataclass(frozen=True, eq=False)
class Window:
    """Values of a window.

    Attributes:
        shape: Shape of the whole tensor.
        row: First row; as all that follows it counts cells, each of which stands for a block of values.
        column: First column.
        rows: Rows that are there; fewer than asked for at the tensor's end.
        columns: Columns that are there.
        values: rows × columns of float64.
        sampled: Whether blocks were so large that only part of their values was looked at.
    """

    shape: tuple[int, ...]
    row: int
    column: int
    rows: int
    columns: int
    values: NDArray[np.float64]
    sampled: bool = False


@dataclass(frozen=True)
class Extent:
    """Where a window lies in a tensor, clamped to it.

    Attributes:
        shape: Shape of the tensor.
        axes: Axes of the rows and of the columns, in a tensor of at least two axes.
        lead: Position on each axis; those of rows and columns do not count.
        row: First row.
        column: First column.
        rows: Rows.
        columns: Columns.
        steps: Values that a cell stands for, down and across.
    """

    shape: tuple[int, ...]
    axes: tuple[int, int]
    lead: tuple[int, ...]
    row: int
    column: int
    rows: int
    columns: int
    steps: tuple[int, int]

    def box(self, rows: slice, columns: slice) -> Box:
        """Return what to cut out of the tensor, or of a scalar or vector with axes of length 1 before it."""
        cut = [slice(position, position + 1) for position in self.lead]
        cut[self.axes[0]], cut[self.axes[1]] = rows, columns
        return tuple(cut)

    def values(self, axis: int) -> slice:
        """Return which values of the rows' axis (0) or of the columns' (1) the window covers."""
        first, count, step = (
            (self.row, self.rows, self.steps[0]) if axis == 0 else (self.column, self.columns, self.steps[1])
        )
        size = (1, 1, *self.shape)[-max(_PLANE, len(self.shape)) :][self.axes[axis]]
        return slice(first * step, min((first + count) * step, size))


def extent(  # noqa: PLR0913, PLR0917 - a request's fields
    shape: Sequence[int],
    index: Sequence[int],
    row: int,
    column: int,
    rows: int,
    columns: int,
    *,
    axes: Sequence[int] | None = None,
    steps: Sequence[int] | None = None,
) -> Extent:
    """Clamp a window to a tensor's shape.

    Args:
        shape: Shape of the tensor. A vector counts as one row, a scalar as one cell.
        index: Position on each axis that is neither the rows' nor the columns', in their order; missing
            entries are 0, further ones are ignored.
        row: First row.
        column: First column.
        rows: Rows wanted, at most `LIMIT`.
        columns: Columns wanted, at most `LIMIT`.
        axes: Axis of the rows and axis of the columns; the last two when None or in a vector.
        steps: Values that a cell stands for, down and across; 1 and 1 when None.

    Raises:
        ValueError: The tensor has no such axes.
    """
    sizes = (1,) * (_PLANE - len(shape)) + tuple(shape)
    down, across = _axes_of(sizes, axes if len(shape) >= _PLANE else None)
    others = [axis for axis in range(len(sizes)) if axis not in {down, across}]
    lead = [0] * len(sizes)
    for axis, position in zip(others, index, strict=False):
        lead[axis] = _clamp(position, sizes[axis])
    heights, widths = (max(1, step) for step in (steps or (1, 1)))
    height, width = -(-sizes[down] // heights), -(-sizes[across] // widths)
    empty = any(sizes[axis] == 0 for axis in others)
    first_row, first_column = _clamp(row, height), _clamp(column, width)
    return Extent(
        shape=tuple(shape),
        axes=(down, across),
        lead=tuple(lead),
        row=first_row,
        column=first_column,
        rows=0 if empty else max(0, min(rows, LIMIT, height - first_row)),
        columns=0 if empty else max(0, min(columns, LIMIT, width - first_column)),
        steps=(heights, widths),
    )


def cut(where: Extent, read: Callable[[Box], Array]) -> Window:
    """Read a window.

    Args:
        where: The window.
        read: Gives the numbers in a box of the tensor; called with no more than the window covers.
    """
    turned = where.axes[0] > where.axes[1]

    def plane(rows: slice, columns: slice) -> Array:
        part = read(where.box(rows, columns))
        others = tuple(axis for axis in range(part.ndim) if axis not in where.axes)
        flat = native(part.squeeze(others))
        flat = np.abs(flat) if flat.dtype.kind == "c" else flat
        return flat.T if turned else flat

    rows, columns = where.values(0), where.values(1)
    sampled = False
    if not (where.rows and where.columns):
        values = np.empty((where.rows, where.columns))
    elif where.steps == (1, 1):
        with np.errstate(all="ignore"):  # the user may have asked numpy to raise
            values = plane(rows, columns).astype(np.float64)
    else:
        values, sampled = block_means(plane, rows, columns, where.steps)
    place = (where.row, where.column, where.rows, where.columns)
    return Window(where.shape, *place, np.ascontiguousarray(values), sampled)


def window(  # noqa: PLR0913, PLR0917 - a request's fields
    array: Array,
    index: Sequence[int],
    row: int,
    column: int,
    rows: int,
    columns: int,
    *,
    axes: Sequence[int] | None = None,
    steps: Sequence[int] | None = None,
) -> Window:
    """Copy a window out of an array.

    Args:
        array: An array of numbers or booleans; of a complex number the magnitude is shown.
        index: As for `extent`, as all that follows.
        row: First row.
        column: First column.
        rows: Rows wanted.
        columns: Columns wanted.
        axes: Axes of the rows and of the columns.
        steps: Values that a cell stands for: their mean, or NaN or an infinity when one of them is.

    Raises:
        TypeError: The array holds no numbers.
        ValueError: It has no such axes.
    """
    if not kind_of(array.dtype):
        raise TypeError(f"A tensor of dtype {array.dtype} has no numbers to show")
    where = extent(array.shape, index, row, column, rows, columns, axes=axes, steps=steps)
    whole = array.reshape((1,) * (_PLANE - array.ndim) + array.shape)
    return cut(where, lambda box: whole[box])


def _axes_of(sizes: Sequence[int], axes: Sequence[int] | None) -> tuple[int, int]:
    count = len(sizes)
    if axes is None:
        return count - 2, count - 1
    found = tuple(axis + count if axis < 0 else axis for axis in axes)
    if len(found) != _PLANE or found[0] == found[1] or not all(0 <= axis < count for axis in found):
        raise ValueError(f"A tensor of {count} axes has no plane of the axes {list(axes)}")
    return found[0], found[1]


def _clamp(position: int, size: int) -> int:
    return max(0, min(position, size - 1))
