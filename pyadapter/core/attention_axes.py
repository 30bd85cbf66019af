"""Which axes of attention weights are samples, heads, queries and keys; what masks say of one sample."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from numpy.typing import NDArray

    from pyadapter.core.numbers import Array

    Bools = NDArray[np.bool_]

KEPT = 0.5
"""From which value on a mask of numbers keeps a position, as in Keras' `Softmax`."""


@dataclass(frozen=True)
class Axes:
    """The shape of weights in the order in which they are shown."""

    samples: int
    heads: int
    queries: int
    keys: int

    @property
    def shape(self) -> tuple[int, int, int, int]:
        """As a shape."""
        return self.samples, self.heads, self.queries, self.keys


def axes_of(shape: Sequence[int], *, pooled: bool = False, attended: int = 1) -> Axes | None:
    """Read the shape of attention weights.

    Args:
        shape: (batch, heads, query, key), (batch, query, key) or (query, key); what else stands between the
            batch and the queries counts as heads.
        pooled: Whether two axes are (batch, key): a softmax that pools a sequence has no query axis.
        attended: Axes that queries have, and keys: images have two where attention goes over both.

    Returns:
        None for what has fewer axes, or no values.
    """
    if len(shape) < 2 * attended or 0 in shape:
        return None
    if len(shape) == 2:  # noqa: PLR2004 -- see above
        return Axes(shape[0], 1, 1, shape[1]) if pooled else Axes(1, 1, shape[0], shape[1])
    lead, queries, keys = shape[: -2 * attended], shape[-2 * attended : -attended], shape[-attended:]
    return Axes(lead[0] if lead else 1, math.prod(lead[1:]), math.prod(queries), math.prod(keys))


@dataclass(frozen=True, eq=False)
class Masked:
    """What masks say of one sample.

    Attributes:
        allowed: (heads or 1, queries, keys): who may look at what; None without a mask.
        query_padding: (queries,); None where no mask says so.
        key_padding: (keys,): what nobody may look at; None without a mask.
    """

    allowed: Bools | None
    query_padding: Bools | None
    key_padding: Bools | None


def masked(masks: Iterable[tuple[str, Array]], axes: Axes, sample: int, *, causal: bool) -> Masked:
    """Read the masks of an attention layer.

    Args:
        masks: By what each is of: `query` (batch, query), `key` (batch, key), `attention` or `other`, which
            are told apart by their axes. One that does not fit is left out.
        axes: Of the weights.
        sample: Which one.
        causal: Whether nothing may look at what comes later.
    """
    square = axes.queries == axes.keys
    allowed: Bools = np.ones((1, axes.queries, axes.keys), bool)
    known, looking = False, np.ones(axes.queries, bool)
    for role, mask in masks:
        kept = _kept(mask)
        if kept.ndim == 2 and role != "attention":  # noqa: PLR2004 -- (batch, positions)
            rows = (
                kept[min(sample, len(kept) - 1)] if len(kept) in (1, axes.samples) else kept[:0].reshape(-1)
            )
            if role in ("query", "other") and len(rows) == axes.queries and (role == "query" or square):
                looking = looking & rows
            if role in ("key", "other") and len(rows) == axes.keys:
                allowed, known = allowed & rows, True
        else:
            part = _part(kept, axes, sample)
            if part is not None:
                allowed, known = allowed & part, True
                looking = looking & (part.any(axis=(0, 2)) | (axes.queries == 1))
    padding: Bools | None = np.logical_not(allowed.any(axis=(0, 1))) if known else None
    if causal:
        allowed = allowed & np.tril(np.ones((axes.queries, axes.keys), bool))
    return Masked(allowed if known or causal else None, None if looking.all() else ~looking, padding)


def _kept(mask: Array) -> Bools:
    if mask.dtype == bool:
        return mask
    values = np.asarray(mask, np.float64)
    # Numbers that are added to scores are zero where they keep.
    return values > -KEPT if (values < 0).any() else values > KEPT


def _part(kept: Bools, axes: Axes, sample: int) -> Bools | None:
    """Return what a mask over queries and keys says of a sample: (heads or 1, queries, keys)."""
    full = kept.reshape((1,) * max(0, 3 - kept.ndim) + kept.shape)
    full = full[:, None] if full.ndim == 3 else full  # noqa: PLR2004 -- without an axis for heads
    if full.ndim != len(axes.shape) or not all(map(_fits, full.shape, axes.shape)):
        return None
    part = full[min(sample, len(full) - 1)]
    return np.broadcast_to(part, (len(part), axes.queries, axes.keys))


def _fits(size: int, whole: int) -> bool:
    return size in (1, whole)
