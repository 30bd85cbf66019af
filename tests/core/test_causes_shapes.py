"""Causes of refused shapes: the layer, the data or the line of the loss that has to change."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from pyadapter.core.causes import Facts, diagnose
from pyadapter.core.causes.check import check
from pyadapter.core.causes.refused import Given, Refused
from pyadapter.core.finding import Location
from pyadapter.core.refusal import Operand, Refusal, op_in
from pyadapter.core.setup import LayerFacts
from tests.core.setups import HEAD, dense, training

if TYPE_CHECKING:
    from pyadapter.core.causes.refused import Part
    from pyadapter.core.finding import Kind, Phase
    from pyadapter.core.refusal import Shape
    from pyadapter.core.setup import Setup

FIT = Location("train.py", 30)


def at(line: int) -> Location:
    return Location("train.py", line)


def layer(kind: str, given: Shape | None, made: Shape | None, line: int, **more: Any) -> LayerFacts:
    name = str(more.pop("name", kind.lower()))
    return LayerFacts(
        name, f"model/{name}", kind, input_shape=given, output_shape=made, location=at(line), **more
    )


def input_of(*row: int | None, line: int = 1) -> LayerFacts:
    return layer("InputLayer", None, (None, *row), line)


def data(part: Part, *shape: int, line: int = 5, name: str | None = None, **more: Any) -> Given:
    return Given(part, shape, "float32", name or part[-1], at(line), at(line), **more)


def facts(text: str, *operands: tuple[str, Shape], kind: Kind = "shape-mismatch", **more: Any) -> Facts:
    setup: Setup | None = more.pop("setup", None)
    found = tuple(Operand(name, shape) for name, shape in operands)
    refusal = Refusal("ValueError", text, op_in(text), found)
    line = more.pop("line", FIT if more.get("call") else None)
    refused = Refused(refusal, line=line, at=more.pop("at", at(99)), **more)
    phase: Phase = "data" if kind == "dtype" else "forward"
    return Facts(kind, phase, location=at(99), setup=setup, refusal=text, refused=refused)


def first(given: Facts) -> tuple[str, int | None]:
    cause = diagnose(given)[0]
    return cause.id, None if cause.location is None else cause.location.line


NDIM = "Input 0 of layer 'lstm' is incompatible with the layer: expected ndim={}, found ndim={}."
LSTM = layer("LSTM", None, None, 12)
HEAD_LAYER = dense(1, "sigmoid", 16, position=1, location=HEAD)
CONV = layer("Conv2D", None, None, 12)
PAIR = "Arguments `target` and `output` must have the same shape. Received: target.shape={}, output.shape={}"


@pytest.mark.parametrize(
    ("before", "ranks", "cause", "line", "fix"),
    [
        (
            (
                layer("Dropout", (None, 50), (None, 50), 11),
                layer("LSTM", (None, 30, 1), (None, 50), 10, units=50),
                input_of(30, 1),
            ),
            (3, 2),
            "incompatible-shapes",
            10,
            "LSTM(50, return_sequences=True)",
        ),
        (
            (layer("Flatten", (None, 9, 9, 8), (None, 648), 11), input_of(9, 9, 8)),
            (3, 2),
            "incompatible-shapes",
            11,
            "keras.layers.Reshape((9, 72))",
        ),
        ((input_of(10),), (3, 2), "batch-axis", 1, "input_shape=(10, 1)  # and x = x[..., None]"),
        (
            (layer("Conv2D", (None, 40, 6, 1), (None, 40, 6, 8), 11), input_of(40, 6, 1)),
            (3, 4),
            "incompatible-shapes",
            12,
            "keras.layers.Reshape((40, 48)),  # before this line",
        ),
        (
            (
                layer("TimeDistributed", (None, 5, 8, 8, 1), (None, 5, 6, 6, 4), 11),
                input_of(5, 8, 8, 1),
            ),
            (3, 5),
            "missing-flatten",
            12,
            "keras.layers.TimeDistributed(keras.layers.Flatten()),  # before this line",
        ),
        (
            (layer("Embedding", (None, 12, 1), (None, 12, 1, 8), 11), input_of(12, 1)),
            (3, 4),
            "incompatible-shapes",
            1,
            "shape=(12,)  # one number a word",
        ),
    ],
)
def test_a_count_of_dimensions_leads_to_what_made_it(
    before: tuple[LayerFacts, ...], ranks: tuple[int, int], cause: str, line: int, fix: str | None
) -> None:
    given = facts(NDIM.format(*ranks), layer=LSTM, before=before, symbolic=True)

    assert first(given) == (cause, line)
    assert fix is None or diagnose(given)[0].fix == fix


def test_images_without_channels_lack_their_last_axis() -> None:
    text = "Input 0 of layer 'conv2d' is incompatible with the layer: expected min_ndim=4, found ndim=3."
    declared = facts(text, layer=CONV, before=(input_of(28, 28, line=2),), symbolic=True)
    array = facts(text, layer=CONV, given=(data("x", 100, 28, 28),), call="fit")

    assert first(declared) == ("batch-axis", 2)
    assert first(array) == ("batch-axis", 5)


def test_samples_in_the_declared_shape() -> None:
    text = (
        "Invalid input shape for input [..]. Expected shape (None, 500, 8), "
        "but input has incompatible shape (32, 8)"
    )
    given = (data("x", 500, 8), data("y", 500, line=6))
    kernel = (
        "Kernel shape must have the same length as input, but received kernel of shape (3, 3, 3, 4) "
        "and input of shape (None, 60, 12, 12, 3)."
    )

    assert first(facts(text, inputs=(input_of(500, 8),), given=given, call="fit")) == ("batch-axis", 1)
    assert first(facts(kernel, layer=CONV, before=(input_of(60, 12, 12, 3),))) == ("batch-axis", 1)


WITHOUT_ROWS = (
    "Invalid input shape for input [..]. Expected shape (None, 8), but input has incompatible shape (8,)"
)


def test_one_sample_is_no_batch() -> None:
    one = facts(WITHOUT_ROWS, inputs=(input_of(8),), given=(data("x", 8),), call="predict")
    called = facts(WITHOUT_ROWS, ("state", (8,)), inputs=(input_of(8),))
    loose = (data("x", 8, name="train", source="dataset"), data("y", name="train", source="dataset"))
    dataset = facts(WITHOUT_ROWS, inputs=(input_of(8),), given=loose, call="fit")

    assert first(one) == ("batch-axis", 30)
    assert (first(called), diagnose(called)[0].fix[:11]) == (("batch-axis", 99), "state[None]")
    assert (first(dataset), diagnose(dataset)[0].fix) == (("batch-axis", 5), "train = train.batch(32)")


@pytest.mark.parametrize(
    ("row", "image", "line"),
    [((32, 32, 3), (3, 32, 32), 5), ((3, 32, 32), (32, 32, 3), 1), ((48, 32, 3), (3, 48, 32), 5)],
)
def test_channels_are_first_or_last(row: tuple[int, ...], image: tuple[int, ...], line: int) -> None:
    text = (
        f"expected axis -1 of input shape to have value {row[-1]}, but received input with shape (8, 1, 1, 1)"
    )
    wrong = facts(text, before=(input_of(*row),), layer=CONV, given=(data("x", 80, *image),), call="fit")

    assert first(wrong) == ("channel-order", line)


def test_other_sizes_are_no_matter_of_channels() -> None:
    text = "expected axis -1 of input shape to have value 3, but received input with shape (8, 48, 48, 1)"
    grey = facts(text, before=(input_of(48, 48, 3),), given=(data("x", 80, 48, 48, 1),), call="fit")

    assert first(grey) == ("incompatible-shapes", 1)


def test_a_convolution_over_channels_that_come_first_is_found_before_it_trains() -> None:
    conv = layer("Conv2D", (None, 3, 32, 32), (None, 1, 30, 8), 4, options={"data_format": "channels_last"})
    narrow = layer("Conv2D", (None, 3, 40, 20), (None, 3, 38, 8), 4)

    (found,) = [
        each for each in check(training(layers=(conv, HEAD_LAYER))) if each.cause.id == "channel-order"
    ]
    assert found.severity == "finding"
    assert not [
        each for each in check(training(layers=(narrow, HEAD_LAYER))) if each.cause.id == "channel-order"
    ]


CHAIN = (
    layer("Dense", (None, 6, 6, 32), (None, 6, 6, 5), 15, units=5),
    layer("Dense", (None, 6, 6, 8), (None, 6, 6, 32), 14, units=32),
    layer("MaxPooling2D", (None, 13, 13, 8), (None, 6, 6, 8), 13),
    input_of(15, 15, 3),
)
STEPS = (
    layer("Dense", (None, 20, 16), (None, 20, 3), 12, units=3),
    layer("LSTM", (None, 20, 6), (None, 20, 16), 11, units=16, options={"return_sequences": True}),
)


@pytest.mark.parametrize(
    ("before", "labels", "predictions", "line"),
    [
        (CHAIN, (16, 5), (16, 6, 6, 5), 14),
        (CHAIN, (16,), (16, 6, 6, 5), 14),
        (STEPS, (10, 3), (10, 20, 3), 11),
        (STEPS[:1], (10,), (10, 20, 3), 12),
    ],
)
def test_axes_of_images_and_of_time_are_still_there(
    before: tuple[LayerFacts, ...], labels: Shape, predictions: Shape, line: int
) -> None:
    refused = facts(PAIR.format(labels, predictions), before=before)

    assert first(refused) == ("missing-flatten", line)


def test_what_a_loss_joins_silently_is_found_before_it_trains() -> None:
    layers = (*reversed(STEPS[1:]), dense(1, "linear", 16, position=1, location=HEAD))
    silent = training(
        "mean_squared_error", "linear", labels=np.ones((100, 1)) * 0.5, layers=layers, shape=(32, 20, 1)
    )
    labels = np.random.default_rng(0).normal(size=(100, 20))
    meant = training("mean_squared_error", "linear", labels=labels, layers=layers, shape=(32, 20, 1))

    (found,) = [each for each in check(silent) if each.cause.id == "missing-flatten"]
    assert (found.kind, found.cause.location) == ("silent-broadcast", at(11))
    assert not [each for each in check(meant) if each.cause.id == "missing-flatten"]


@pytest.mark.parametrize(
    ("loss", "labels", "predictions", "cause", "fix"),
    [
        (
            "categorical_crossentropy",
            (32, 1),
            (32, 3),
            "loss-for-task",
            'loss="sparse_categorical_crossentropy"',
        ),
        (
            "sparse_categorical_crossentropy",
            (32, 3),
            (32, 3),
            "loss-for-task",
            'loss="categorical_crossentropy"',
        ),
        ("categorical_crossentropy", (32, 3), (32, 2), "incompatible-shapes", "Dense(3)  # the last layer"),
        (
            "categorical_crossentropy",
            (8, 9, 1),
            (8, 9, 3),
            "loss-for-task",
            'loss="sparse_categorical_crossentropy"',
        ),
    ],
)
def test_labels_and_predictions_of_other_widths(
    loss: str, labels: Shape, predictions: Shape, cause: str, fix: str
) -> None:
    head = layer("Dense", (None, 8), (None, *predictions[1:]), 15, units=predictions[-1])
    setup = training(loss, "softmax", predictions[-1] or 1, labels=(0, 1, 2) * 30)
    refused = facts(PAIR.format(labels, predictions), before=(head,), setup=setup)

    assert diagnose(refused)[0].id == cause
    assert diagnose(refused)[0].fix == fix


def conv(size: int, made: int, line: int, padding: str = "same", **more: Any) -> LayerFacts:
    options = {"kernel_size": (3, 3), "strides": (1, 1), "padding": padding}
    return layer("Conv2D", (None, size, size, 8), (None, made, made, 8), line, options=options, **more)


def pool(size: int, line: int) -> LayerFacts:
    options = {"pool_size": (2, 2), "strides": (2, 2), "padding": "valid"}
    return layer(
        "MaxPooling2D", (None, size, size, 8), (None, size // 2, size // 2, 8), line, options=options
    )


def up(size: int, line: int) -> LayerFacts:
    return layer("UpSampling2D", (None, size, size, 8), (None, size * 2, size * 2, 8), line)


@pytest.mark.parametrize(
    ("layers", "labels", "predictions", "line"),
    [
        (
            (pool(28, 2), pool(14, 3), up(7, 4), conv(14, 12, 5, "valid"), up(12, 6), conv(24, 24, 7)),
            28,
            24,
            5,
        ),
        ((conv(32, 32, 2), pool(32, 3), conv(16, 16, 4)), 32, 16, 3),
        ((conv(16, 16, 2), up(16, 3), conv(32, 32, 4)), 16, 32, 3),
        ((layer("Reshape", (None, 512), (None, 8, 8, 8), 2), up(8, 3), up(16, 4)), 28, 32, 2),
    ],
)
def test_the_layer_that_changes_an_image_too_much(
    layers: tuple[LayerFacts, ...], labels: int, predictions: int, line: int
) -> None:
    text = PAIR.format((8, labels, labels, 8), (8, predictions, predictions, 8))

    assert first(facts(text, before=tuple(reversed(layers)))) == ("incompatible-shapes", line)


def test_rows_of_data_and_of_labels() -> None:
    text = "Data cardinality is ambiguous. 'x' sizes: 480 'y' sizes: 481"
    other = facts(text, given=(data("x", 480, 20), data("y", 481, line=6)), call="fit")
    turned = facts(text, inputs=(input_of(5),), given=(data("x", 5, 200), data("y", 200, line=6)), call="fit")
    whole = facts(text, inputs=(input_of(7),), given=(data("x", 1, 50, 7), data("y", 50, line=6)), call="fit")

    assert first(other) == ("incompatible-shapes", 6)
    assert (first(turned), diagnose(turned)[0].fix) == (("incompatible-shapes", 5), "x = x.T")
    assert first(whole) == ("batch-axis", 5)


def test_columns_of_data_and_of_the_model() -> None:
    text = "expected axis -1 of input shape to have value 9, but received input with shape (32, 1)"
    model, first_layer = (input_of(9),), layer("Dense", (None, 9), (None, 16), 2)

    def fed(*given: Given, call: str = "fit") -> tuple[str, int | None]:
        return first(facts(text, layer=first_layer, before=model, inputs=model, given=given, call=call))

    assert fed(data("x", 100, 8), data("y", 100, line=6)) == ("incompatible-shapes", 1)
    assert fed(data("x", 100, 8), call="predict") == ("incompatible-shapes", 5)
    assert fed(data("x", 100, 1), data("y", 100, 9, line=6)) == ("incompatible-shapes", 30)
    assert fed(data("x", 100, 9), data("validation x", 20, 8, line=7)) == ("incompatible-shapes", 7)
    assert fed(data("x", 100, 3, 3)) == ("missing-flatten", 5)


def test_a_product_that_fits_when_one_side_is_transposed() -> None:
    text = (
        "Dimensions must be equal, but are 8 and 12 for '{{node MatMul}} = BatchMatMulV2[T=DT_FLOAT](q, k)'"
    )
    (cause,) = diagnose(facts(text, ("q", (None, 12, 8)), ("k", (None, 12, 8))))

    assert cause.fix == "tf.matmul(q, k, transpose_b=True)"


def test_no_labels_for_a_loss() -> None:
    text = "Attempt to convert a value (None) with an unsupported type (<class 'NoneType'>) to a Tensor."
    lists = facts(text, kind="dtype", given=(data("x", 64, 5), data("x", 64, 1)), call="fit")
    sets = facts(text, kind="dtype", given=(data("x", 10, source="dataset"),), call="fit")
    predicted = facts(text, kind="dtype", given=(data("x", 64, 5),), call="predict")

    assert first(lists) == ("labels-in-inputs", 30)
    assert first(sets) == ("labels-in-inputs", 5)
    assert not diagnose(predicted)


def test_names_instead_of_numbers() -> None:
    names = Given("y", (90,), "str320", "species", at(6), at(6))
    given = facts("Invalid dtype: str320", kind="dtype", given=(names,), call="fit")

    assert first(given) == ("label-out-of-range", 6)


def test_what_no_rule_knows_is_still_said() -> None:
    given = facts("Incompatible shapes: [4,5] vs. [3] [Op:AddV2] name: ", ("x", (4, 5)), ("b", (3,)))

    (cause,) = diagnose(given)
    assert (cause.id, cause.confidence, cause.location) == ("incompatible-shapes", "possible", at(99))
