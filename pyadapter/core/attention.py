"""Attention weights: how sharply each head looks, at what, and which of its rows are odd."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from pyadapter.core.numbers import Array

    Weights = NDArray[np.float64]
    Mask = NDArray[np.bool_]

TOLERANCE = 1e-3
"""How far a row's sum may be from one. Softmax in float32 over n keys errs by n · 6e-8 at most (Higham,
Accuracy and Stability of Numerical Algorithms, 4.2), 2.5e-4 for 4096 keys; what matters, as dropout or a mask
that is applied after the softmax, errs by percents."""

ROUNDINGS = 8
"""Units in the last place that the sum of rounded weights may be away from one: for float16 0.8 %, for
bfloat16 6 %. Each weight is rounded by half a unit; the rest is for sums in that dtype."""

PADDING_SHARE = 0.01
"""Share of a query's weight on padding from which on it looks at padding. Ours: masked keys get exactly zero,
and e^-10 of the others where a mask only subtracts 10."""

EVEN = 0.98
"""Entropy over that of even weights from which on a head is even over all keys. Ours: an untrained head has
0.99 and more; Clark et al. (What Does BERT Look At?, 2019, 3.3) call heads broad that give no word more than
10 %."""

SHARP = 0.05
"""Entropy over that of even weights up to which each query looks at one key alone: attention entropy that
collapses goes with unstable training (Zhai et al., Stabilizing Transformer Training by Preventing Attention
Entropy Collapse, 2023)."""

ONE_KEY = 0.9
"""Mean weight on one and the same key from which on a head looks only there. Ours; BERT's heads put up to
half of theirs on [SEP] (Clark et al. 2019, 3.2)."""

NEIGHBOUR = 0.5
"""Mean weight on the previous, own or next token from which on it is the head's pattern (Clark et al. 2019,
3.1)."""

FEWEST_KEYS = 4
"""With fewer keys a pattern is chance."""


@dataclass(frozen=True, eq=False)
class Head:
    """What one head does with one sample.

    Attributes:
        entropy: Mean over the queries that are no padding, in bits; None where no row is a distribution.
        evenness: Mean of entropy over that of even weights on the keys that may be looked at, 0 to 1; None
            where no query has a choice.
        padding_share: Share of the weight of these queries that rests on padding; None when it is not known
            what pads.
        not_one: Queries, padding aside, whose weights do not sum to one; those with NaN or an infinity, too.
        on_padding: Queries that are no padding and look at it.
        row_entropy: A query each, in bits; NaN where the row is no distribution.
        flags: What is odd or telling, in a few words each, the worst first.
    """

    entropy: float | None
    evenness: float | None
    padding_share: float | None
    not_one: tuple[int, ...]
    on_padding: tuple[int, ...]
    row_entropy: Weights
    flags: tuple[str, ...]


def tolerance_of(dtype: str) -> float:
    """Return how far from one a row of weights of a dtype may sum: a name such as `float32` or `bfloat16`."""
    # `finfo` does not know bfloat16, which has 8 significant bits, and the smaller ones, which have 2 to 5.
    small = 2.0**-7 if dtype == "bfloat16" else 2.0**-2
    known = dtype in {"float16", "float32", "float64"}
    resolution = float(np.finfo(dtype).eps) if known else small if "float" in dtype else 0.0
    return max(TOLERANCE, ROUNDINGS * resolution)


def describe_head(
    weights: Array,
    dtype: str,
    *,
    allowed: Mask | None = None,
    query_padding: Mask | None = None,
    key_padding: Mask | None = None,
) -> Head:
    """Describe the weights of one head and sample.

    Args:
        weights: (queries, keys), of any real dtype, before dropout.
        dtype: What they were computed in.
        allowed: (queries, keys): what the mask lets be looked at; without one all that is no padding, and of
            weights that are zero above the diagonal nothing that comes later.
        query_padding: (queries,).
        key_padding: (keys,).
    """
    exact: Weights = np.asarray(weights, np.float64)
    looking = np.ones(len(exact), bool) if query_padding is None else ~query_padding
    sums = exact.sum(axis=1)
    off = ~(np.abs(sums - 1.0) <= tolerance_of(dtype)) & looking
    entropy = row_entropy(exact)
    known = looking & np.isfinite(entropy)
    choices = _choices(exact, allowed, key_padding)
    choosing = known & (choices > 1)
    even = entropy[choosing] / np.log2(choices[choosing])
    share, on_padding = _on_padding(exact, key_padding, looking)
    not_one = tuple(np.flatnonzero(off).tolist())
    evenness = min(1.0, float(even.mean())) if choosing.any() else None
    return Head(
        entropy=_mean(entropy[known]),
        evenness=evenness,
        padding_share=share,
        not_one=not_one,
        on_padding=on_padding,
        row_entropy=entropy,
        flags=(
            *_faults(sums, not_one, on_padding, looking, key_padding),
            *_patterns(
                exact[known], np.flatnonzero(known), evenness, square=exact.shape[0] == exact.shape[1]
            ),
        ),
    )


def row_entropy(weights: Weights) -> Weights:
    """Return the entropy of each row in bits.

    Args:
        weights: (queries, keys). A row that does not sum to one is scaled to; dropout scales rows.

    Returns:
        (queries,); NaN for rows that are no distribution even so: negative, not finite, or all zero.
    """
    sums = weights.sum(axis=1)
    fine = np.isfinite(sums) & (sums > 0) & (weights >= 0).all(axis=1)
    shares = np.divide(weights, sums[:, None], out=np.zeros_like(weights), where=fine[:, None])
    terms = shares * np.log2(shares, out=np.zeros_like(shares), where=shares > 0)
    return np.where(fine, np.maximum(0.0, 0.0 - terms.sum(axis=1)), math.nan)


def padding_of(mask: Mask) -> tuple[Mask, Mask]:
    """Say which queries and keys a mask takes for padding: those that it lets nobody look from, or at.

    Args:
        mask: (queries, keys): what may be looked at.

    Returns:
        (queries,) and (keys,).
    """
    return ~np.any(mask, axis=1), ~np.any(mask, axis=0)


def _choices(weights: Weights, allowed: Mask | None, key_padding: Mask | None) -> NDArray[np.int64]:
    """Count the keys that each query may look at."""
    queries, keys = weights.shape
    if allowed is None:
        later = np.triu(np.ones((queries, keys), bool), 1)
        causal = queries == keys > 1 and not weights[later].any()
        allowed = ~later if causal else np.ones((queries, keys), bool)
        if key_padding is not None and not weights[:, key_padding].any():
            allowed = allowed & ~key_padding
    counted: NDArray[np.int64] = np.count_nonzero(allowed, axis=1)
    return counted


def _on_padding(
    weights: Weights, key_padding: Mask | None, looking: Mask
) -> tuple[float | None, tuple[int, ...]]:
    if key_padding is None:
        return None, ()
    shares = weights[:, key_padding].sum(axis=1)
    looks = looking & (shares > PADDING_SHARE)
    return _mean(shares[looking & np.isfinite(shares)]), tuple(np.flatnonzero(looks).tolist())


def _faults(
    sums: Weights,
    not_one: tuple[int, ...],
    on_padding: tuple[int, ...],
    looking: Mask,
    key_padding: Mask | None,
) -> list[str]:
    flags = []
    broken = int(np.count_nonzero(~np.isfinite(sums)))
    if broken:
        flags.append(f"not finite in {_queries(broken)}")
    elif not_one:
        flags.append(f"no sum of one in {_queries(len(not_one))}")
    if key_padding is not None and key_padding.all():
        flags.append("every key is padding")
    elif on_padding:
        flags.append(f"looks at padding from {_queries(len(on_padding))}")
    if not looking.any():
        flags.append("every query is padding")
    return flags


def _patterns(
    weights: Weights, places: NDArray[np.int64], evenness: float | None, *, square: bool
) -> list[str]:
    """Name what the rows have in common: `places` are their queries."""
    rows, keys = weights.shape
    if not rows or keys < FEWEST_KEYS:
        return []
    if evenness is not None and evenness >= EVEN:
        return ["even over all keys"]
    means = weights.mean(axis=0)
    favourite = int(means.argmax())
    if rows > 1 and means[favourite] >= ONE_KEY:
        ends = {0: "the first token", keys - 1: "the last token"}
        return [f"looks only at {ends.get(favourite, f'key {favourite}')}"]
    if square:
        for offset, name in ((0, "diagonal"), (-1, "previous token"), (1, "next token")):
            inside = (places + offset >= 0) & (places + offset < keys)
            on = weights[inside, places[inside] + offset]
            if len(on) >= FEWEST_KEYS and float(on.mean()) >= NEIGHBOUR:
                return [name]
    if rows > 1 and evenness is not None and evenness <= SHARP:
        return ["one key a query"]
    return []


def _queries(count: int) -> str:
    return "1 query" if count == 1 else f"{count} queries"


def _mean(values: Weights) -> float | None:
    return float(values.mean()) if values.size else None
