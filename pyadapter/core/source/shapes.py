"""Output shapes of Keras's layers, from the text alone: what `summary()` would print, or Keras's refusal."""

from __future__ import annotations

from collections.abc import Callable  # noqa: TC003 -- names a value's type below
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from pyadapter.core.source.layer_shapes import (
    convolution,
    dense,
    einsum,
    encoding,
    merging,
    recurrent,
    reshaping,
    spatial,
)
from pyadapter.core.source.layer_shapes.operations import operation
from pyadapter.core.source.layer_shapes.reading import Inner, Reading, Refused, Unsure

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from pyadapter.core.setup import Shape
    from pyadapter.core.source.layer_shapes.reading import Made

__all__ = ["Inferred", "Inner", "infer", "layer_kinds", "operation"]


@dataclass(frozen=True)
class Inferred:
    """What a layer makes of its inputs.

    Attributes:
        shapes: Of its outputs, the batch first, None where a size is not known; empty where nothing is
            certain.
        refused: Why Keras refuses the inputs, in its own words (a `ValueError`); None where it does not, or
            where that is not certain.
        parameters: Count of the numbers in its weights, those that do not train included, as `summary()`
            prints; None where that is not certain.
    """

    shapes: tuple[Shape, ...] = ()
    refused: str | None = None
    parameters: int | None = None

    @property
    def shape(self) -> Shape | None:
        """Of the only output; None where there are several, or nothing is certain."""
        return self.shapes[0] if len(self.shapes) == 1 else None


def infer(
    kind: str, arguments: Mapping[str, object], inputs: Sequence[Shape], *, keras2: bool = False
) -> Inferred:
    """Return what a layer of Keras 3.15 makes of its inputs.

    Args:
        kind: Name of Keras's class: `Conv2D`; of a wrapper the wrapper's own, `TimeDistributed`.
        arguments: Of its constructor, by name, those that are given, as `values.value_of` reads them:
            `UNKNOWN` where only a run can tell. A layer among them is an `Inner`.
        inputs: Shapes of what it is called on, the batch first: one, or several for `Add` and its like, and
            for attention in the order query, value, key. None for `Input`.
        keras2: Whether it is of `tf_keras`, whose convolutions take more axes behind the batch.
    """
    if not all(inputs):
        return Inferred()  # there is no batch
    try:
        made = _made(Reading(kind, arguments, tuple(tuple(shape) for shape in inputs)))
    except Unsure:
        return Inferred()
    except Refused as refused:
        text = str(refused)
        return Inferred() if keras2 and text.startswith("Kernel shape") else Inferred(refused=text)
    return Inferred(made.shapes, None, made.parameters)


def layer_kinds() -> list[str]:
    """Return the names of the layers whose shapes are known, those of wrappers and other names among them."""
    return sorted({*_RULES, *_WRAPPERS, *_ALIASES})


def _made(layer: Reading) -> Made:
    """Return what a layer makes, wrapped ones too.

    Raises:
        Unsure: There is no rule for it, or it does not apply.
        Refused: Keras refuses the inputs.
    """
    kind = _ALIASES.get(layer.kind, layer.kind)
    layer = replace(layer, kind=kind)
    if any(layer.arguments.get(name) is not None for name in _UNCOUNTED):
        raise Unsure
    if kind in _WRAPPERS:
        return _WRAPPERS[kind](layer, _made)
    if kind not in _RULES:
        raise Unsure
    return _RULES[kind](layer)


_UNCOUNTED = ("quantization_config", "lora_rank", "weights")
"""Options that change what a layer's weights are."""

_WRAPPERS = {"Bidirectional": recurrent.bidirectional, "TimeDistributed": recurrent.time_distributed}

_SAME = (
    "Activation", "ActivityRegularization", "AlphaDropout", "Dropout", "ELU", "GaussianDropout",
    "GaussianNoise", "Identity", "LeakyReLU", "Masking", "ReLU", "Rescaling", "Softmax", "UnitNormalization",
)  # fmt: skip
"""Layers that leave the shape as it is, and have no weights."""

_AUGMENTATIONS = (
    "AutoContrast", "Equalization", "RandomBrightness", "RandomColorJitter", "RandomContrast",
    "RandomElasticTransform", "RandomErasing", "RandomFlip", "RandomGaussianBlur", "RandomGrayscale",
    "RandomHue", "RandomInvert", "RandomPerspective", "RandomPosterization", "RandomRotation",
    "RandomSaturation", "RandomSharpness", "RandomShear", "RandomTranslation", "RandomZoom", "Solarization",
)  # fmt: skip

_RULES: dict[str, Callable[[Reading], Made]] = {
    "AdditiveAttention": merging.attention,
    "Attention": merging.attention,
    "BatchNormalization": dense.batch_normalization,
    "CategoryEncoding": encoding.category_encoding,
    "CenterCrop": spatial.resizing,
    "Concatenate": merging.concatenate,
    "Dense": dense.dense,
    "Dot": merging.dot,
    "EinsumDense": einsum.einsum_dense,
    "Embedding": dense.embedding,
    "Flatten": reshaping.flatten,
    "GRU": recurrent.recurrent,
    "GroupNormalization": dense.group_normalization,
    "InputLayer": dense.given_input,
    "LSTM": recurrent.recurrent,
    "LayerNormalization": dense.layer_normalization,
    "MultiHeadAttention": merging.multi_head_attention,
    "Normalization": encoding.normalization,
    "PReLU": dense.prelu,
    "Permute": reshaping.permute,
    "RMSNormalization": dense.layer_normalization,
    "RandomCrop": spatial.resizing,
    "RepeatVector": reshaping.repeat_vector,
    "Reshape": reshaping.reshape,
    "Resizing": spatial.resizing,
    "SimpleRNN": recurrent.recurrent,
    "TextVectorization": encoding.text_vectorization,
    **dict.fromkeys(("Add", "Average", "Maximum", "Minimum", "Multiply", "Subtract"), merging.elementwise),
    **dict.fromkeys(("Discretization", "Hashing", "IntegerLookup", "StringLookup"), encoding.indices),
    **dict.fromkeys(("DepthwiseConv1D", "DepthwiseConv2D"), convolution.depthwise),
    **dict.fromkeys(("SeparableConv1D", "SeparableConv2D"), convolution.separable),
    **{f"Conv{rank}D": convolution.convolution for rank in (1, 2, 3)},
    **{f"Conv{rank}DTranspose": convolution.transposed for rank in (1, 2, 3)},
    **{f"ConvLSTM{rank}D": recurrent.convolutional for rank in (1, 2, 3)},
    **{
        f"Adaptive{name}Pooling{rank}D": spatial.adaptive_pooling
        for name in ("Average", "Max")
        for rank in (1, 2, 3)
    },
    **{f"Cropping{rank}D": spatial.cropping for rank in (1, 2, 3)},
    **{f"{name}Pooling{rank}D": spatial.pooling for name in ("Average", "Max") for rank in (1, 2, 3)},
    **{
        f"Global{name}Pooling{rank}D": spatial.global_pooling
        for name in ("Average", "Max")
        for rank in (1, 2, 3)
    },
    **{f"SpatialDropout{rank}D": dense.spatial_dropout for rank in (1, 2, 3)},
    **{f"UpSampling{rank}D": spatial.enlarging for rank in (1, 2, 3)},
    **{f"ZeroPadding{rank}D": spatial.padding for rank in (1, 2, 3)},
    **dict.fromkeys(_SAME, dense.same),
    **dict.fromkeys(_AUGMENTATIONS, spatial.augmented),
}

_ALIASES = {
    "Input": "InputLayer",
    **{f"Convolution{rank}D": f"Conv{rank}D" for rank in (1, 2, 3)},
    **{f"Convolution{rank}DTranspose": f"Conv{rank}DTranspose" for rank in (1, 2, 3)},
    **{f"SeparableConvolution{rank}D": f"SeparableConv{rank}D" for rank in (1, 2)},
    **{f"MaxPool{rank}D": f"MaxPooling{rank}D" for rank in (1, 2, 3)},
    **{f"AvgPool{rank}D": f"AveragePooling{rank}D" for rank in (1, 2, 3)},
    **{f"GlobalMaxPool{rank}D": f"GlobalMaxPooling{rank}D" for rank in (1, 2, 3)},
    **{f"GlobalAvgPool{rank}D": f"GlobalAveragePooling{rank}D" for rank in (1, 2, 3)},
    **{
        name.lower(): name
        for name in ("Add", "Average", "Concatenate", "Dot", "Maximum", "Minimum", "Multiply", "Subtract")
    },
}
"""Other names of Keras's own, functions that make such a layer and call it among them."""
