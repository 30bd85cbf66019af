"""What labels are: one-hot rows, numbers of classes, several classes a row, or numbers."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from pyadapter.core.digest import short_number

if TYPE_CHECKING:
    from pyadapter.core.setup import ColumnFacts

MOST_CLASSES = 20
"""Different whole numbers up to here are taken for classes where nothing else says what they are: digits,
species, stars. Counts and ages have more."""

_LONGEST = 30


def called(column: ColumnFacts | None) -> str:
    """Return what the user calls labels."""
    name = column.expression if column is not None else None
    return name if name and len(name) <= _LONGEST else "the labels"


def span(column: ColumnFacts) -> str:
    """Say from where to where a column runs."""
    low, high = column.low or 0.0, column.high or 0.0
    return f"from {short_number(low)} to {short_number(high)}"


def single(column: ColumnFacts) -> bool:
    """Whether a column has one value a row."""
    return bool(column.shape) and math.prod(size or 1 for size in column.shape[1:]) == 1


def binary(column: ColumnFacts) -> bool:
    """Whether all values are 0 or 1, and both are there."""
    return column.distinct == (0.0, 1.0)


def one_hot(column: ColumnFacts, fewest: int = 2) -> bool:
    """Whether each row has a single 1 among at least so many zeros and ones."""
    return column.one_hot and len(column.shape) > 1 and (column.shape[-1] or 0) >= fewest


def several(column: ColumnFacts) -> bool:
    """Whether rows name several classes at once."""
    many = column.row_sum is not None and column.row_sum[1] >= 2  # noqa: PLR2004 -- two ones
    return binary(column) and many and len(column.shape) > 1 and not column.one_hot


def class_numbers(column: ColumnFacts) -> int | None:
    """Count the classes where a column looks like their numbers: 0, 1, 2, … or 1, 2, 3, …, without a gap.

    Returns:
        At least 3 and at most `MOST_CLASSES`; None for anything else.
    """
    if not column.distinct or not column.integral or not single(column):
        return None
    low, count = column.distinct[0], len(column.distinct)
    whole = low in {0.0, 1.0} and column.distinct[-1] - low + 1 == count
    rows = column.shape[0] or 0
    return count if whole and 3 <= count <= min(MOST_CLASSES, rows // 2) else None  # noqa: PLR2004 -- documented
