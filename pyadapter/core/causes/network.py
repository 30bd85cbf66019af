"""What rules ask of a network: what follows what, which layers are linear, what has been learned already."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pyadapter.core.finding import Location
    from pyadapter.core.setup import ColumnFacts, LayerFacts, Setup, WeightFacts

DENSE = frozenset({"Dense", "EinsumDense"})
CONVOLUTIONS = frozenset({
    "Conv1D", "Conv2D", "Conv3D", "Conv1DTranspose", "Conv2DTranspose", "Conv3DTranspose",
})  # fmt: skip
RECURRENT = frozenset({"LSTM", "GRU", "SimpleRNN", "LSTMCell", "GRUCell", "SimpleRNNCell", "ConvLSTM2D"})
NORMALIZATIONS = frozenset({
    "BatchNormalization", "GroupNormalization", "LayerNormalization", "RMSNormalization",
    "UnitNormalization", "SpectralNormalization",
})  # fmt: skip
ATTENTION = frozenset({"MultiHeadAttention", "GroupedQueryAttention", "Attention", "AdditiveAttention"})
KEEPING = frozenset({
    "Dropout", "SpatialDropout1D", "SpatialDropout2D", "SpatialDropout3D", "GaussianDropout",
    "GaussianNoise", "AlphaDropout", "Identity", "Flatten", "Reshape", "Permute", "RepeatVector",
    "ZeroPadding1D", "ZeroPadding2D", "ZeroPadding3D", "Cropping1D", "Cropping2D", "Cropping3D",
    "ActivityRegularization", "Masking",
})  # fmt: skip
"""Layers that pass numbers on, or zero some of them."""

LINEAR = frozenset({
    "AveragePooling1D", "AveragePooling2D", "AveragePooling3D", "GlobalAveragePooling1D",
    "GlobalAveragePooling2D", "GlobalAveragePooling3D", "UpSampling1D", "UpSampling2D", "UpSampling3D",
    "Rescaling", "Normalization",
})  # fmt: skip
"""Layers that are linear in what they are given."""

MAXIMA = frozenset({
    "MaxPooling1D", "MaxPooling2D", "MaxPooling3D", "GlobalMaxPooling1D", "GlobalMaxPooling2D",
    "GlobalMaxPooling3D",
})  # fmt: skip
SIGMOIDAL = frozenset({"sigmoid", "tanh", "hard_sigmoid", "softsign", "hard_tanh"})
RECTIFIED = frozenset({"relu", "relu6"})

_ZERO_OR_ONE = {"Zeros": 0.0, "Ones": 1.0}


def is_weighted(layer: LayerFacts) -> bool:
    """Whether a layer is a dense one or a convolution of Keras."""
    return not layer.own and (layer.kind in DENSE or layer.kind in CONVOLUTIONS)


def kernel_of(layer: LayerFacts) -> WeightFacts | None:
    """Return the kernel of a layer."""
    return next((each for each in layer.weights if each.name == "kernel" and len(each.shape) > 1), None)


def fan_in(kernel: WeightFacts) -> int:
    """Return how many numbers a unit adds up."""
    return math.prod(size or 1 for size in kernel.shape[:-1])


def size_of(weight: WeightFacts) -> float | None:
    """Return the root mean square of a weight's values."""
    if weight.mean is None or weight.deviation is None:
        return None
    return math.hypot(weight.mean, weight.deviation)


def typical(column: ColumnFacts) -> float | None:
    """Return the root mean square of a column's values."""
    known = column.statistics
    if known is None or known.mean is None or known.standard_deviation is None:
        return None
    return math.hypot(known.mean, known.standard_deviation)


def consumer(setup: Setup, position: int) -> int | None:
    """Return the one layer that takes a layer's output as it is; None where there is none or are several."""
    takers = [place for place, layer in enumerate(setup.layers) if position in layer.inputs]
    # A chain is built anew with each layer that is added to it.
    shared = not setup.sequence and setup.layers[position].times > 1
    if len(takers) != 1 or shared:
        return None
    taker = setup.layers[takers[0]]
    return takers[0] if taker.inputs == (position,) and not taker.through else None


def followers(setup: Setup, position: int) -> Iterator[int]:
    """List the layers behind a layer as long as each is the only one that takes what the one before makes."""
    place = consumer(setup, position)
    seen = {position}
    while place is not None and place not in seen:
        seen.add(place)
        yield place
        place = consumer(setup, place)


def activation_behind(setup: Setup, position: int) -> str | None:
    """Return the activation that a layer's output goes through: its own, or that of a layer behind it.

    Returns:
        `linear` where weights follow first, or nothing does; None where it is not known.
    """
    layer = setup.layers[position]
    if layer.activation is not None and layer.activation != "linear":
        return layer.activation
    for place in followers(setup, position):
        after = setup.layers[place]
        if after.kind in KEEPING or after.kind in NORMALIZATIONS or after.kind in LINEAR:
            continue
        if is_weighted(after) or after.kind in RECURRENT:
            return "linear"
        return None if after.own else after.activation
    return "linear" if position == len(setup.layers) - 1 else None


def is_normalized(setup: Setup, position: int) -> bool:
    """Whether a normalization stands directly behind a layer."""
    after = consumer(setup, position)
    return after is not None and setup.layers[after].kind in NORMALIZATIONS


def normalizes(setup: Setup) -> bool:
    """Whether any layer normalizes what is inside the network."""
    return any(layer.kind in NORMALIZATIONS for layer in setup.layers)


def hidden(setup: Setup) -> list[int]:
    """List the dense layers and convolutions but the last: positions in `Setup.layers`."""
    weighted = [place for place, layer in enumerate(setup.layers) if is_weighted(layer)]
    heads = {output.head for output in setup.outputs if output.head is not None}
    return [place for place in weighted if place not in heads] if heads else weighted[:-1]


def learned(setup: Setup) -> bool:
    """Whether weights were loaded, or trained before: some are no longer what their initializer makes."""
    return any(
        weight.initializer in _ZERO_OR_ONE
        and weight.minimum is not None
        and not weight.minimum == weight.maximum == _ZERO_OR_ONE[weight.initializer]
        for layer in setup.layers
        if not layer.own and layer.kind not in RECURRENT
        for weight in layer.weights
    )


def called(layer: LayerFacts) -> str:
    """Write a layer as the script does: `Dense(64)`."""
    return f"`{layer.kind}({layer.units})`" if layer.units else f"`{layer.name}`"


def place_of(column: ColumnFacts, setup: Setup) -> Location | None:
    """Return the line where a change of the data belongs."""
    return column.location or (setup.fit.location if setup.fit is not None else None)


def name_of(column: ColumnFacts) -> str:
    """Return what the user calls a column, where that is short: a name, or a part of what has one."""
    return column.expression if column.expression and "(" not in column.expression else column.name
