"""Losses by row: what each row of a batch adds, of losses that may have one value a time step or pixel."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from pyadapter.core.numbers import native

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

    from pyadapter.core.numbers import Array


def per_row(
    values: Array, weights: Array | None = None, mask: Array | None = None
) -> NDArray[np.float64] | None:
    """Average losses over all axes but the first.

    Args:
        values: Shape (rows, ...), before they are weighed.
        weights: Sample weights, of a shape that `values` begins with.
        mask: What counts, of such a shape; the mean is over that alone.

    Returns:
        Shape (rows,); NaN for a row that has one. None when there is nothing for each row.
    """
    if not values.ndim:
        return None
    losses = _plain(values)
    counts: Array = np.ones_like(losses)
    if mask is not None:
        counts = counts * _fitting(mask != 0, losses)
        losses = np.where(counts != 0, losses, 0.0)
    if weights is not None:
        with np.errstate(invalid="ignore", over="ignore"):
            losses = losses * _fitting(weights, losses)
    rows = (len(losses), -1) if losses.size else (len(losses), 0)
    with np.errstate(invalid="ignore", over="ignore"):
        summed = losses.reshape(rows).sum(axis=1)
    return np.asarray(summed / np.maximum(counts.reshape(rows).sum(axis=1), 1))


def worst_first(losses: NDArray[np.float64], first: Iterable[int] = ()) -> list[int]:
    """Order rows by falling loss, those with NaN before all others.

    Args:
        losses: One a row.
        first: Rows that stand before the rest, in the same order among themselves.
    """
    before = set(first)
    ranked = np.where(np.isnan(losses), np.inf, losses)
    order = np.lexsort((np.arange(len(losses)), -ranked, ~np.isnan(losses)))
    return sorted((int(row) for row in order), key=lambda row: row not in before)


def _plain(values: Array) -> NDArray[np.float64]:
    return native(np.ascontiguousarray(values).reshape(-1)).astype(np.float64).reshape(values.shape)


def _fitting(values: Array, losses: Array) -> NDArray[np.float64]:
    """Give weights or a mask the axes of the losses.

    Raises:
        ValueError: They are of another shape.
    """
    found = _plain(values)
    if found.ndim > losses.ndim and found.shape[losses.ndim :] == (1,) * (found.ndim - losses.ndim):
        found = found.reshape(found.shape[: losses.ndim])
    found = found.reshape(found.shape + (1,) * (losses.ndim - found.ndim))
    return np.broadcast_to(found, losses.shape)
