"""Whatever a user is typing: shapes are inferred, or nothing is said."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hypothesis import given, settings
from hypothesis import strategies as st

from pyadapter.core.source.shapes import Inferred, Inner, infer, layer_kinds
from pyadapter.core.source.values import UNKNOWN
from tests.core.source.layer_strategies import (
    Drawn,
    attentions,
    convolutions,
    merges,
    plain,
    recurrent,
    spatial,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pyadapter.core.setup import Shape

KINDS = st.sampled_from(layer_kinds())
NAMES = st.sampled_from([
    "axes", "axis", "batch_shape", "bias_axes", "cropping", "data_format", "depth_multiplier",
    "dilation_rate", "dims", "equation", "filters", "groups", "height", "input_dim", "keepdims",
    "kernel_size", "key_dim", "layer", "mean", "merge_mode", "n", "name", "num_bins", "num_heads",
    "num_tokens", "output_dim", "output_mode", "output_padding", "output_sequence_length",
    "output_shape", "output_size", "padding", "pool_size", "return_sequences", "return_state", "scale",
    "shape", "shared_axes", "size", "stateful", "strides", "target_shape", "units", "use_bias",
    "value_dim", "width",
])  # fmt: skip
WORDS = st.sampled_from(["", "same", "valid", "channels_first", "abc,cd->abd", "concat", "one_hot"])
NUMBERS = st.sampled_from([-2, -1, 0, 1, 2, 3, 10**9, 2.5, float("nan")])
VALUES = st.recursive(
    st.one_of(NUMBERS, WORDS, st.sampled_from([UNKNOWN, None, True])),
    lambda inner: st.one_of(
        st.lists(inner, max_size=4),
        st.lists(inner, max_size=4).map(tuple),
        st.dictionaries(st.just("key"), inner, max_size=1),
        st.builds(Inner, KINDS, st.dictionaries(NAMES, inner, max_size=3)),
    ),
    max_leaves=5,
)
SHAPES = st.lists(st.sampled_from([None, 0, 1, 2, 7]), max_size=6).map(tuple)


LAYERS = st.one_of(plain(), convolutions(), spatial(), recurrent(), merges(), attentions())


@settings(max_examples=500, deadline=None)
@given(
    LAYERS, st.dictionaries(NAMES, VALUES, min_size=1, max_size=3), st.none() | st.lists(SHAPES, max_size=3)
)
def test_nothing_that_is_typed_is_an_accident(
    layer: Drawn, mistakes: dict[str, object], inputs: list[Shape] | None
) -> None:
    known = {name: value for name, value in mistakes.items() if name in layer.arguments} or mistakes
    check(layer.kind, {**layer.arguments, **known}, layer.inputs if inputs is None else inputs)


@settings(max_examples=500, deadline=None)
@given(KINDS, st.dictionaries(NAMES, VALUES, max_size=5), st.lists(SHAPES, max_size=3))
def test_no_layer_is_an_accident(kind: str, arguments: dict[str, object], inputs: list[Shape]) -> None:
    check(kind, arguments, inputs)


def check(kind: str, arguments: dict[str, object], inputs: Sequence[Shape]) -> None:
    inferred = infer(kind, arguments, inputs)
    assert isinstance(inferred, Inferred)
    for shape in inferred.shapes:
        assert all(size is None or (isinstance(size, int) and size >= 0) for size in shape)
    assert inferred.refused is None or not inferred.shapes
