"""Layers that prepare data: categories, numbers to scale, words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyadapter.core.source.layer_shapes.reading import Made, Unsure

if TYPE_CHECKING:
    from pyadapter.core.source.layer_shapes.reading import Reading


def category_encoding(layer: Reading) -> Made:
    """Return what `CategoryEncoding` makes: one number for each token."""
    tokens = layer.count("num_tokens")
    mode = layer.word("output_mode", "multi_hot")
    if mode not in {"multi_hot", "binary", "count", "one_hot"} or not layer.input:
        raise Unsure
    row = layer.input
    keeps = mode == "one_hot" and (row[-1] != 1 or len(row) == 1)
    return Made(((*(row if keeps else row[:-1]), tokens),))
