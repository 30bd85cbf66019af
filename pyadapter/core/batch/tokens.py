"""Token ids: which integers are some, and which of them is the padding."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pyadapter.core.numbers import Array

SHORTEST = 2
"""Ids of a row at least; a single one is a class."""

RUN = 2
"""Equal ids at the end, or at the beginning, that are padding and no coincidence."""


def padding_of(rows: Sequence[Array]) -> int | None:
    """Find the id that fills rows up.

    Args:
        rows: One-dimensional integers each.

    Returns:
        The id that ends, or begins, most rows in runs and stands nowhere else in them; None when none does.
    """
    filled: dict[int, int] = {}
    inside: dict[int, int] = {}
    for row in rows:
        if len(row) < RUN:
            continue
        for values in (row[::-1], row):
            token = int(values[0])
            differs = np.flatnonzero(values != token)
            run = int(differs[0]) if differs.size else len(row)
            if run >= RUN:
                filled[token] = filled.get(token, 0) + run
                inside[token] = inside.get(token, 0) + int(np.count_nonzero(row == token)) - run
                break
    # Zero pads by Keras' convention, and may be an id inside, too: `one_hot` and letters have it.
    fitting = [
        (size, token)
        for token, size in filled.items()
        if token == 0 or (size >= 2 * RUN and not inside[token])
    ]
    return max(fitting)[1] if fitting else None


def are_tokens(sample: Array, *, embedded: bool) -> bool:
    """Whether integers are ids of tokens rather than numbers.

    Args:
        sample: Integers of shape (rows, length).
        embedded: Whether the model looks up what integers stand for: it has an embedding.
    """
    if sample.ndim != 2 or sample.shape[1] < SHORTEST or sample.dtype.kind not in "iu" or not sample.size:  # noqa: PLR2004 -- rows of ids
        return False
    low, high = int(sample.min()), int(sample.max())
    if low < 0 or high <= 1:
        return False
    large = sample.shape[1] >= 2 * SHORTEST and high > sample.shape[1]
    return embedded or (large and padding_of(list(sample)) is not None)
