"""A plot for terminals: a curve in the dots of braille, two by four in a character."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from pyadapter.core.digest import short_number

if TYPE_CHECKING:
    from numpy.typing import NDArray

DOTS = ((0x01, 0x08), (0x02, 0x10), (0x04, 0x20), (0x40, 0x80))
"""Bits of the dots of a braille character, by row and column (Unicode, block 2800)."""

FARTHEST = 1e300
"""Values beyond are drawn here."""

WIDE = 20.0
"""Ratio of the largest to the smallest value from which an axis is logarithmic: of less, a reader sees every
stretch of a linear one."""


def plot(values: NDArray[np.float64], width: int = 60, height: int = 8, *, braille: bool = True) -> list[str]:
    """Draw a series from left to right, with the ends of its axis.

    Args:
        values: One-dimensional; gaps where they are not finite.
        width: Characters of the curve.
        height: Lines.
        braille: Whether braille can be shown; else the curve is of stars.

    Returns:
        Lines of text; none when no value is finite.
    """
    # So that the height of the axis is finite, too.
    values = np.where(np.isfinite(values), np.clip(values, -FARTHEST, FARTHEST), np.nan)
    finite = values[np.isfinite(values)]
    if not finite.size:
        return []
    low, high = float(finite.min()), float(finite.max())
    logarithmic = low > 0 and high / low >= WIDE
    down, across = (4, 2) if braille else (1, 1)
    columns = width * across
    if logarithmic:
        with np.errstate(invalid="ignore", divide="ignore"):
            values, ends = np.log(values), (math.log(low), math.log(high))
    else:
        ends = (low, high)
    grid = _grid(values, columns, height * down, *ends)
    lines = [_line(grid[row * down : (row + 1) * down], braille=braille) for row in range(height)]
    top, bottom = short_number(high), short_number(low)
    margin = max(len(top), len(bottom))
    names = [top, *[""] * (height - 2), bottom] if height > 1 else [top]
    drawn = [f"{name:>{margin}} ┤{line}" for name, line in zip(names, lines, strict=True)]
    return [*drawn, " " * (margin + 2) + f"0{'step ' + str(len(values) - 1):>{max(1, len(lines[0]) - 1)}}"]


def is_logarithmic(values: NDArray[np.float64]) -> bool:
    """Whether `plot` draws a series on a logarithmic axis."""
    finite = values[np.isfinite(values)]
    return bool(finite.size and finite.min() > 0 and finite.max() / finite.min() >= WIDE)


def _grid(values: NDArray[np.float64], columns: int, rows: int, low: float, high: float) -> NDArray[np.bool_]:
    """Mark what the curve covers: in each column from its lowest to its highest value."""
    grid = np.zeros((rows, columns), dtype=bool)
    span = high - low
    for column in range(columns):
        start, end = column * len(values) // columns, (column + 1) * len(values) // columns
        part = values[start : max(end, start + 1)]  # a few values are drawn as stairs
        part = part[np.isfinite(part)]
        if not part.size:
            continue
        ends = ((high - part.max()) / span, (high - part.min()) / span) if span > 0 else (0.5, 0.5)
        first, last = (round(end * (rows - 1)) for end in ends)
        grid[first : last + 1, column] = True
    return grid


def _line(dots: NDArray[np.bool_], *, braille: bool) -> str:
    if not braille:
        return "".join("*" if dot else " " for dot in dots[0])
    cells = []
    for start in range(0, dots.shape[1], 2):
        bits = sum(
            DOTS[row][column]
            for row in range(4)
            for column in range(min(2, dots.shape[1] - start))
            if dots[row, start + column]
        )
        cells.append(chr(0x2800 + bits) if bits else " ")
    return "".join(cells)
