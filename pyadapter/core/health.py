"""Health: how many values of a tensor are not finite, and where they are."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from pyadapter.core.numbers import BLOCK, blocks, kind_of, native, never

if TYPE_CHECKING:
    from collections.abc import Callable

    from pyadapter.core.numbers import Array


@dataclass(frozen=True)
class Health:
    """Counts of the values that are not finite; all zero for a healthy tensor."""

    nan: int = 0
    positive_inf: int = 0
    negative_inf: int = 0

    @property
    def bad(self) -> int:
        """Count of all values that are not finite."""
        return self.nan + self.positive_inf + self.negative_inf

    @property
    def inf(self) -> int:
        """Count of infinities of either sign."""
        return self.positive_inf + self.negative_inf

    def __add__(self, other: Health) -> Health:
        return Health(
            self.nan + other.nan,
            self.positive_inf + other.positive_inf,
            self.negative_inf + other.negative_inf,
        )


HEALTHY = Health()


def is_finite(array: Array) -> bool:
    """Whether no value is NaN or infinite; the fast question, asked of every tensor.

    The dot product of an array with itself is finite only when every value is, and reads memory once. An
    overflow (values above 1e19 in float32) makes it infinite for finite values too: then the exact check
    decides.

    Args:
        array: Any array; what has no numbers, integers and booleans are finite.
    """
    dtype = array.dtype
    if dtype.kind in "biu" or (dtype.kind not in "fc" and kind_of(dtype) != "f"):
        return True
    if dtype.char in "fd" and dtype.isnative and array.flags.forc:
        line = array.ravel(order="K")
        if math.isfinite(np.vdot(line, line)):  # unlike `dot` it does not warn of an overflow
            return True
    exponent = _exponent_bits(dtype)
    if exponent:
        return all(_half_is_finite(block, exponent) for block in blocks(array))
    with np.errstate(all="ignore"):  # a cast can overflow, and the user may have asked numpy to raise
        return all(bool(np.isfinite(native(block)).all()) for block in blocks(array))


def _exponent_bits(dtype: np.dtype[Any]) -> int:
    """Give the exponent's bits of a 16-bit float, which are all set in NaN and infinity; 0 for others."""
    if dtype.itemsize != np.dtype(np.uint16).itemsize or not dtype.isnative:
        return 0
    return 0x7C00 if dtype.kind == "f" else 0x7F80


def _half_is_finite(block: Array, exponent: int) -> bool:
    # Seven times as fast as `isfinite`, which numpy computes one by one for 16-bit floats.
    without_sign = block.view(np.uint16) & np.uint16(0x7FFF)
    return int(np.maximum.reduce(without_sign)) < exponent


def health(array: Array) -> Health:
    """Count the values that are not finite.

    A complex value counts as NaN when one of its parts is NaN, otherwise as +Inf when one is infinite.

    Args:
        array: Any array.
    """
    if is_finite(array):
        return HEALTHY
    total = HEALTHY
    with np.errstate(all="ignore"):  # as above
        for block in blocks(array):
            total += block_health(native(block))
    return total


def block_health(block: Array) -> Health:
    """Count the values that are not finite in a block of native floats or complex numbers."""
    bad = block[~np.isfinite(block)]
    if not bad.size:
        return HEALTHY
    nan = int(np.count_nonzero(np.isnan(bad)))
    if bad.dtype.kind == "c":
        return Health(nan, bad.size - nan, 0)
    positive = int(np.count_nonzero(bad > 0))
    return Health(nan, positive, bad.size - nan - positive)


def first_bad(array: Array, out_of_time: Callable[[], bool] = never) -> tuple[int, ...] | None:
    """Find the first value, in C order, that is not finite.

    Args:
        array: Any array.
        out_of_time: Asked between blocks; once it is true the search ends.

    Returns:
        Its index; None when all are finite, or when none was found in time.
    """
    if kind_of(array.dtype) not in ("f", "c"):
        return None
    if array.ndim > 1 and not array.flags.c_contiguous:  # flattening would copy it as a whole
        rows = bad_rows(array, 1)
        rest = first_bad(array[rows[0]], out_of_time) if rows else None
        return None if rest is None else (rows[0], *rest)
    line = array.reshape(-1)
    for start in range(0, line.size, BLOCK):
        block = native(line[start : start + BLOCK])
        if not is_finite(block):
            position = start + int(np.argmin(np.isfinite(block)))
            return tuple(int(index) for index in np.unravel_index(position, array.shape))
        if out_of_time():
            break
    return None


def bad_rows(array: Array, limit: int = 1000) -> tuple[int, ...]:
    """List the rows (indices of the first axis) that hold a value that is not finite.

    Args:
        array: Any array; a scalar has no rows.
        limit: At most so many rows.

    Returns:
        Distinct rows in ascending order.
    """
    if not array.ndim or is_finite(array):
        return ()
    rows: list[int] = []
    step = max(1, BLOCK // (array.size // len(array)))
    for start in range(0, len(array), step):
        part = array[start : start + step]
        if is_finite(part):
            continue
        lines = np.isfinite(native(part.reshape(-1))).reshape(len(part), -1)
        rows += [start + int(row) for row in np.flatnonzero(~lines.all(axis=1))]
        if len(rows) >= limit:
            break
    return tuple(rows[:limit])
