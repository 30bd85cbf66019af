"""Layers that prepare data: categories, words, numbers to scale."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyadapter.core.source.layer_shapes.reading import Made, Refused, Unsure, positive

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


def indices(layer: Reading) -> Made:
    """Return what `StringLookup`, `IntegerLookup`, `Hashing` and `Discretization` make: an index for each."""
    if layer.word("output_mode", "int") == "int":
        return Made((layer.input,), None)
    if layer.kind != "Hashing" or not layer.input:
        raise Unsure
    return Made(((*layer.input[:-1], layer.count("num_bins")),))


def text_vectorization(layer: Reading) -> Made:
    """Return what `TextVectorization` makes: as many words as it is told to keep."""
    if layer.word("output_mode", "int") != "int" or layer.flag("ragged", default=False) or not layer.input:
        raise Unsure
    length = layer.value("output_sequence_length")
    return Made(((layer.input[0], None if length is None else positive(length)),), None)


def normalization(layer: Reading) -> Made:
    """Return the input of `Normalization`, whose means and variances are weights where they are learnt."""
    if layer.arguments.get("mean") is not None or layer.arguments.get("variance") is not None:
        return Made((layer.input,), None)
    given, axes, rank = layer.input, _axes(layer), len(layer.input)
    if any(not -rank <= axis < rank for axis in axes):
        raise Refused(
            "All `axis` values must be in the range [-ndim, ndim). "
            f"Received inputs with ndim={rank}, while axis={axes}"
        )
    kept = sorted(axis % rank for axis in axes)
    for axis in kept:
        if given[axis] is None:
            raise Refused(
                f"All `axis` values to be kept must have a known shape. Received axis={axes}, "
                f"inputs.shape={given}, with unknown axis at index {axis}"
            )
    return Made((given,), 2 * layer.weight("mean", *(given[axis] for axis in kept)) + 1)


def _axes(layer: Reading) -> tuple[int, ...]:
    value = layer.arguments.get("axis", -1)
    if value is None:
        return ()
    axes = layer.whole("axis") if isinstance(value, (tuple, list)) else (value,)
    found = tuple(axis for axis in axes if isinstance(axis, int) and not isinstance(axis, bool))
    if len(found) != len(axes):
        raise Unsure
    return found
