"""Counting the distinct values of integers."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from pyadapter.core.numbers import BLOCK, blocks, native, never

if TYPE_CHECKING:
    from collections.abc import Callable

    from pyadapter.core.numbers import Array

_TABLE = 1 << 24
"""Widest range of values for which a table of flags is kept: 16 MiB."""

_SORTED = 1 << 20
"""Most elements that are sorted instead, about 0.1 s."""


def count_distinct(array: Array, low: int, high: int, out_of_time: Callable[[], bool] = never) -> int | None:
    """Count the distinct values of an integer array.

    Args:
        array: Integers of any width.
        low: Their minimum.
        high: Their maximum.
        out_of_time: Asked between blocks.

    Returns:
        The exact number, or None when that would take too much memory or time.
    """
    if high - low >= _TABLE:
        return len(np.unique(native(array.reshape(-1)))) if array.size <= _SORTED else None
    seen = np.zeros(high - low + 1, np.bool_)
    # Unsigned arithmetic wraps around, so the difference to `low` is right for every integer dtype.
    origin = np.uint64(low % 2**64)
    for block in blocks(array):
        if out_of_time():
            return None
        seen[native(block).astype(np.uint64) - origin] = True
        if seen.size <= BLOCK and seen.all():  # labels and bytes: every value of the range was met
            break
    return int(np.count_nonzero(seen))
