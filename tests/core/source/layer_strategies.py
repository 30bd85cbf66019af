"""Layers of Keras with arguments and inputs, for property tests: most fit together, some do not."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from hypothesis import strategies as st

from pyadapter.core.source.shapes import Inner

if TYPE_CHECKING:
    from pyadapter.core.setup import Shape

SMALL = st.integers(1, 4)
AXES = st.one_of(st.none(), st.integers(1, 9), st.integers(1, 9))
FLAGS = st.booleans()


@dataclass(frozen=True)
class Drawn:
    """A layer and what it is called on."""

    kind: str
    arguments: dict[str, Any]
    inputs: tuple[Shape, ...]


def shapes(rank: int) -> st.SearchStrategy[Shape]:
    """Shapes of mostly this rank, the batch first."""
    ranks = st.sampled_from([rank] * 8 + [max(1, rank - 1), rank + 1])
    batches = st.sampled_from([None, None, 2])
    return ranks.flatmap(lambda found: st.tuples(batches, *[AXES] * (found - 1)))


def options(**known: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, Any]]:
    """Arguments, each of which may be left out."""
    return st.fixed_dictionaries({}, optional=known)


def one(kind: str, rank: int, needed: dict[str, Any], **optional: Any) -> st.SearchStrategy[Drawn]:
    """Layers of a kind with one input of about this rank."""
    arguments = st.fixed_dictionaries(needed, optional=optional)
    return st.builds(lambda given, shape: Drawn(kind, given, (shape,)), arguments, shapes(rank))


def sizes(rank: int) -> st.SearchStrategy[Any]:
    """One size, or one for each axis."""
    return st.one_of(SMALL, st.tuples(*[SMALL] * rank))


def sides(rank: int) -> st.SearchStrategy[Any]:
    """What is put at the ends of axes: a number, one an axis, or two."""
    ends = st.tuples(st.integers(0, 3), st.integers(0, 3))
    if rank == 1:
        return st.one_of(st.integers(0, 3), ends)
    return st.one_of(st.integers(0, 3), st.tuples(*[st.integers(0, 3)] * rank), st.tuples(*[ends] * rank))


FORMATS = st.sampled_from(["channels_last", "channels_last", "channels_first"])
SAME_OR_VALID = st.sampled_from(["valid", "same"])


def convolutions() -> st.SearchStrategy[Drawn]:
    """Convolutions of all kinds."""
    found = []
    for rank in (1, 2, 3):
        moves = {
            "strides": sizes(rank),
            "data_format": FORMATS,
            "dilation_rate": sizes(rank),
            "use_bias": FLAGS,
        }
        paddings = st.sampled_from(["valid", "same", "causal"]) if rank == 1 else SAME_OR_VALID
        kernel = {"filters": SMALL, "kernel_size": sizes(rank)}
        found += [
            one(
                f"Conv{rank}D", rank + 2, kernel, padding=paddings, groups=st.sampled_from([1, 1, 2]), **moves
            ),
            one(
                f"Conv{rank}DTranspose",
                rank + 2,
                kernel,
                padding=SAME_OR_VALID,
                output_padding=st.one_of(st.none(), st.integers(0, 2)),
                **moves,
            ),
        ]
        if rank < 3:
            more = {"padding": SAME_OR_VALID, "depth_multiplier": st.integers(1, 3), **moves}
            found += [
                one(f"DepthwiseConv{rank}D", rank + 2, {"kernel_size": sizes(rank)}, **more),
                one(f"SeparableConv{rank}D", rank + 2, kernel, **more),
            ]
    return st.one_of(found)


AUGMENTATIONS = ("AutoContrast", "Equalization", "RandomErasing", "RandomFlip", "RandomPerspective")


def spatial() -> st.SearchStrategy[Drawn]:
    """Pooling, padding, cropping, enlarging, and images."""
    images = {"height": SMALL, "width": SMALL}
    found = [one(kind, 4, images, data_format=FORMATS) for kind in ("Resizing", "CenterCrop", "RandomCrop")]
    found += [one(kind, 4, {}) for kind in AUGMENTATIONS]
    for rank in (1, 2, 3):
        channels = {"data_format": FORMATS}
        pool = {"strides": st.one_of(st.none(), sizes(rank)), "padding": SAME_OR_VALID, **channels}
        found += [
            one(f"MaxPooling{rank}D", rank + 2, {}, pool_size=sizes(rank), **pool),
            one(f"AveragePooling{rank}D", rank + 2, {"pool_size": sizes(rank)}, **pool),
            one(f"GlobalMaxPooling{rank}D", rank + 2, {}, keepdims=FLAGS, **channels),
            one(f"GlobalAveragePooling{rank}D", rank + 2, {}, keepdims=FLAGS, **channels),
            one(f"AdaptiveMaxPooling{rank}D", rank + 2, {"output_size": sizes(rank)}, **channels),
            one(f"ZeroPadding{rank}D", rank + 2, {}, padding=sides(rank), **channels),
            one(f"Cropping{rank}D", rank + 2, {}, cropping=sides(rank), **(channels if rank > 1 else {})),
            one(f"SpatialDropout{rank}D", rank + 2, {"rate": st.just(0.5)}),
            one(
                f"UpSampling{rank}D",
                rank + 2,
                {},
                size=sizes(rank) if rank > 1 else SMALL,
                **(channels if rank > 1 else {}),
            ),
        ]
    return st.one_of(found)


def plain() -> st.SearchStrategy[Drawn]:
    """Layers for tables, words and rows."""
    at = st.integers(-2, 2)
    ranks = st.integers(1, 4)
    gamma = {"center": FLAGS, "scale": FLAGS}
    return st.one_of(
        ranks.flatmap(lambda rank: one("Dense", rank, {"units": SMALL}, use_bias=FLAGS)),
        ranks.flatmap(lambda rank: one("Embedding", rank, {"input_dim": SMALL, "output_dim": SMALL})),
        ranks.flatmap(lambda rank: one("Flatten", rank, {}, data_format=FORMATS)),
        ranks.flatmap(lambda rank: one("Dropout", rank, {"rate": st.just(0.5)})),
        ranks.flatmap(lambda rank: one("Softmax", rank, {})),
        ranks.flatmap(lambda rank: one("BatchNormalization", rank, {}, axis=at, **gamma)),
        ranks.flatmap(
            lambda rank: one("LayerNormalization", rank, {}, axis=st.one_of(at, st.just([1, 2])), **gamma)
        ),
        ranks.flatmap(lambda rank: one("RMSNormalization", rank, {}, axis=at)),
        ranks.flatmap(lambda rank: one("PReLU", rank, {}, shared_axes=st.sampled_from([None, [1], [1, 2]]))),
        one("GroupNormalization", 4, {"groups": st.sampled_from([-1, 1, 2, 3])}, axis=at, **gamma),
        st.one_of(
            [
                one(
                    "EinsumDense",
                    rank,
                    {"equation": st.just(equation), "output_shape": shape},
                    bias_axes=st.just("d"),
                )
                for equation, rank, shape in (
                    ("abc,cd->abd", 3, st.tuples(st.one_of(st.none(), SMALL), SMALL)),
                    ("ab,bd->ad", 2, SMALL),
                    ("...c,cd->...d", 4, SMALL),
                    ("abc,cde->abde", 3, st.tuples(st.none(), SMALL, SMALL)),
                )
            ]
        ),
        one("Normalization", 3, {}, axis=st.one_of(st.integers(-2, 2), st.none(), st.just((1, 2)))),
        one("RepeatVector", 2, {"n": SMALL}),
        one("Permute", 4, {"dims": st.permutations([1, 2, 3])}),
        one(
            "Reshape",
            3,
            {"target_shape": st.lists(st.sampled_from([-1, 1, 2, 3, 4, 6]), min_size=1, max_size=3)},
        ),
        one(
            "CategoryEncoding",
            2,
            {"num_tokens": SMALL},
            output_mode=st.sampled_from(["multi_hot", "one_hot", "count"]),
        ),
    )


STATES = {"return_sequences": FLAGS, "return_state": FLAGS, "use_bias": FLAGS, "stateful": FLAGS}


def recurrent() -> st.SearchStrategy[Drawn]:
    """Recurrent layers, and layers that wrap layers."""
    inner = st.builds(
        lambda kind, given: Inner(kind, {"recurrent_initializer": "zeros", **given}),
        st.sampled_from(["LSTM", "GRU", "SimpleRNN"]),
        st.fixed_dictionaries({"units": SMALL}, optional=STATES),
    )
    zeros = {"units": SMALL, "recurrent_initializer": st.just("zeros")}
    kernel = {"kernel_size": st.integers(1, 2), "recurrent_initializer": st.just("zeros")}
    distributed = st.one_of(convolutions(), plain(), spatial()).map(
        lambda layer: Drawn(
            "TimeDistributed",
            {"layer": Inner(layer.kind, layer.arguments)},
            ((layer.inputs[0][0], 3, *layer.inputs[0][1:]),),
        )
    )
    return st.one_of(
        one("LSTM", 3, zeros, **STATES),
        one("GRU", 3, zeros, reset_after=FLAGS, **STATES),
        one("SimpleRNN", 3, zeros, **STATES),
        one("Bidirectional", 3, {"layer": inner}, merge_mode=st.sampled_from(["concat", "sum", "ave", None])),
        one("ConvLSTM1D", 4, {"filters": SMALL, **kernel}, padding=SAME_OR_VALID, **STATES),
        one("ConvLSTM2D", 5, {"filters": SMALL, **kernel}, padding=SAME_OR_VALID, **STATES),
        distributed,
    )


@st.composite
def merges(draw: st.DrawFn) -> Drawn:
    """Layers with several inputs, whose shapes differ in an axis or two."""
    kind = draw(st.sampled_from(["Add", "Multiply", "Maximum", "Subtract", "Average", "Concatenate", "Dot"]))
    first = draw(shapes(draw(st.integers(2, 4))))
    inputs = [first]
    for _ in range(1 if kind == "Dot" else draw(st.integers(1, 2))):
        other = list(first)
        for axis in range(1, len(other)):
            other[axis] = draw(st.sampled_from([other[axis]] * 4 + [1, 3, None]))
        inputs.append(tuple(other[: draw(st.sampled_from([4, 4, 4, 4, 2]))]))
    arguments: dict[str, Any] = {}
    if kind == "Concatenate":
        arguments = draw(options(axis=st.integers(-2, 2)))
    elif kind == "Dot":
        arguments = {
            "axes": draw(st.sampled_from([1, -1, 2, (1, 2), (2, 1), [1, 1]])),
            "normalize": draw(FLAGS),
        }
    return Drawn(kind, arguments, tuple(inputs))


@st.composite
def attentions(draw: st.DrawFn) -> Drawn:
    """Attention, over sequences of one or two axes."""
    rank = draw(st.sampled_from([3, 3, 4]))
    axes = st.integers(1, 6)
    query, value = (
        (None, *(draw(axes) for _ in range(rank - 2)), draw(st.sampled_from([4, 4, 5]))) for _ in range(2)
    )
    kind = draw(st.sampled_from(["MultiHeadAttention", "Attention", "AdditiveAttention"]))
    inputs: tuple[Shape, ...] = (query, value)
    if draw(FLAGS):
        inputs = (query, value, (None, *(value[1:-1] if draw(FLAGS) else query[1:-1]), 4))
    if kind == "MultiHeadAttention":
        arguments = {"num_heads": draw(SMALL), "key_dim": draw(SMALL)}
        more = options(
            value_dim=SMALL,
            use_bias=FLAGS,
            output_shape=st.one_of(SMALL, st.tuples(SMALL, SMALL)),
            use_gate=FLAGS,
        )
        return Drawn(kind, {**arguments, **draw(more)}, inputs)
    modes = {"score_mode": st.sampled_from(["dot", "concat"])} if kind == "Attention" else {}
    return Drawn(kind, draw(options(use_scale=FLAGS, **modes)), inputs)
