"""Where a tensor is not finite: a page of indices at a time, and how many there are."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np

from pyadapter.core.numbers import native, never

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from pyadapter.core.numbers import Array

LIMIT = 256
"""Indices of a page: more than a screen."""

BadName = Literal["NaN", "+Inf", "−Inf"]


@dataclass(frozen=True)
class BadIndices:
    """A page of the values that are not finite.

    Attributes:
        total: How many there are.
        indices: Index and name of those of the page, in C order.
        sampled: Whether time was over before all values were looked at.
    """

    total: int
    indices: tuple[tuple[tuple[int, ...], BadName], ...]
    sampled: bool = False


def bad_indices(  # noqa: PLR0913, PLR0917 - a request's fields, and how to read
    shape: Sequence[int],
    suspects: Callable[[int, int], Array | None],
    step: int,
    start: int,
    count: int,
    out_of_time: Callable[[], bool] = never,
) -> BadIndices:
    """List values that are not finite.

    Args:
        shape: Shape of the tensor.
        suspects: Gives values from one place in C order to another, None where it knows them to be finite.
        step: How many to ask for at a time.
        start: First of the page.
        count: Size of the page, at most `LIMIT`.
        out_of_time: Asked between steps; once it is true, what was seen until then is told.
    """
    size = int(np.prod(tuple(shape), dtype=np.int64))
    stop = max(0, start) + max(0, min(count, LIMIT))
    total = seen = 0
    found: list[tuple[tuple[int, ...], BadName]] = []
    for begin in range(0, size, step):
        block = suspects(begin, min(begin + step, size))
        seen = min(begin + step, size)
        if block is not None:
            bad = np.flatnonzero(~np.isfinite(native(block)))
            wanted = bad[max(0, start - total) : max(0, stop - total)]
            for place, value in zip(wanted, native(block[wanted]), strict=True):
                index = np.unravel_index(begin + int(place), tuple(shape))
                found.append((tuple(int(position) for position in index), _name(value)))
            total += len(bad)
        if out_of_time():
            break
    return BadIndices(total, tuple(found), sampled=seen < size)


def _name(value: complex) -> BadName:
    if np.isnan(value):
        return "NaN"
    return "−Inf" if value == -np.inf else "+Inf"  # of a complex number the magnitude counts
