"""Output shapes from the source are those of Keras, and what it refuses is refused in its words."""

from __future__ import annotations

import math
import re
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings

from pyadapter.core.causes.refused import Refused
from pyadapter.core.refusal import Refusal, clean
from pyadapter.core.source.shapes import Inferred, Inner, infer, operation
from pyadapter.core.source.values import UNKNOWN
from tests.core.source.layer_strategies import (
    AUGMENTATIONS,
    Drawn,
    attentions,
    convolutions,
    merges,
    plain,
    recurrent,
    shapes,
    spatial,
)

if TYPE_CHECKING:
    from hypothesis import strategies as st

    from pyadapter.core.setup import Shape


EXAMPLES = settings(
    max_examples=200,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
NAME = "the_layer"

Keras = Inferred | Exception | None
"""What Keras says: shapes and parameters, its refusal, or None where it does not make such a layer."""


@pytest.mark.tensorflow
@pytest.mark.parametrize(
    "layers",
    [plain(), convolutions(), spatial(), recurrent(), merges(), attentions()],
    ids=["plain", "convolutions", "spatial", "recurrent", "merges", "attentions"],
)
def test_a_layer_makes_what_keras_says_it_makes(layers: st.SearchStrategy[Drawn]) -> None:
    @EXAMPLES
    @given(layers)
    def compare(layer: Drawn) -> None:
        said = keras_says(layer)
        inferred = infer(layer.kind, {**layer.arguments, "name": NAME}, layer.inputs)
        if odd(layer):
            assert inferred == Inferred()
        elif isinstance(said, Inferred):
            assert inferred == said
        elif isinstance(said, ValueError):
            assert unnamed(inferred.refused or "") == unnamed(clean(str(said)))
        elif isinstance(said, Exception):
            assert inferred == Inferred()  # an accident in Keras, whose words say nothing about shapes

    compare()


@pytest.mark.tensorflow
def test_operations_between_layers_have_keras_s_shapes() -> None:
    import keras  # noqa: PLC0415 -- only where it is asked

    @EXAMPLES
    @given(shapes(3), shapes(3))
    def compare(first: Shape, second: Shape) -> None:
        try:
            made = (keras.KerasTensor(first) + keras.KerasTensor(second)).shape
        except ValueError:
            made = None
        assert operation("Add", [first, second]) == made

    compare()
    for name in ("relu", "softmax", "sqrt", "leaky_relu", "cast"):
        more = ("float16",) if name == "cast" else ()
        assert getattr(keras.ops, name)(keras.KerasTensor((None, 4)), *more).shape == (None, 4)
        assert operation(name, [(None, 4), *[None] * len(more)]) == (None, 4)


def test_an_operation_that_is_not_known_has_no_shape() -> None:
    assert operation("mean", [(None, 4)]) is None
    assert operation("Add", [(None, 4), None]) is None


@pytest.mark.tensorflow
@pytest.mark.parametrize(
    ("kind", "arguments", "row"),
    [
        ("TextVectorization", {"max_tokens": 100, "output_sequence_length": 7}, (1,)),
        ("TextVectorization", {"max_tokens": 100}, ()),
        ("StringLookup", {}, (3,)),
        ("Hashing", {"num_bins": 4}, (3, 2)),
        ("Hashing", {"num_bins": 4, "output_mode": "one_hot"}, (3,)),
    ],
)
def test_words_are_encoded_as_keras_says(kind: str, arguments: dict[str, Any], row: Shape) -> None:
    import keras  # noqa: PLC0415 -- only where it is asked

    made = built(Inner(kind, arguments))(keras.KerasTensor((None, *row), "string"))
    assert infer(kind, arguments, [(None, *row)]).shape == made.shape


@pytest.mark.tensorflow
def test_a_layer_without_a_name_has_the_one_that_keras_gives_it() -> None:
    import keras  # noqa: PLC0415 -- as above

    keras.backend.clear_session()
    for kind in ("Conv2D", "LSTM", "GlobalAveragePooling2D", "Conv2DTranspose", "MaxPooling1D"):
        arguments = {"MaxPooling1D": {}, "GlobalAveragePooling2D": {}, "LSTM": {"units": 1}}.get(
            kind, {"filters": 1, "kernel_size": 1}
        )
        with pytest.raises(ValueError, match="ndim") as raised:
            built(Inner(kind, arguments))(keras.KerasTensor((None, 3)))
        assert infer(kind, arguments, [(None, 3)]).refused == clean(str(raised.value))


def test_what_only_a_run_can_tell_is_left_open() -> None:
    given = [(None, 28, 28, 1)]
    known = {"filters": 8, "kernel_size": 3}
    assert infer("Conv2D", known, given).shape == (None, 26, 26, 8)
    for name in ("filters", "kernel_size", "strides", "padding", "data_format"):
        assert infer("Conv2D", {**known, name: UNKNOWN}, given) == Inferred()
    assert infer("Conv2D", {**known, "kernel_size": (3, UNKNOWN)}, given) == Inferred()
    assert infer("Conv2D", {**known, "kernel_initializer": UNKNOWN, "activation": UNKNOWN}, given).shape


def test_a_shape_may_be_known_where_parameters_are_not() -> None:
    inferred = infer("Embedding", {"input_dim": UNKNOWN, "output_dim": 16}, [(None, 20)])
    assert inferred == Inferred(((None, 20, 16),), None, None)
    learnt = infer("Normalization", {"mean": UNKNOWN, "variance": UNKNOWN}, [(None, 3)])
    assert learnt == Inferred(((None, 3),), None, None)


@pytest.mark.parametrize("kind", ["Lambda", "MyLayer", "RNN", "TimeDistributed", "Wrapper"])
def test_nothing_is_said_of_a_layer_that_is_not_known(kind: str) -> None:
    assert infer(kind, {}, [(None, 3, 4)]) == Inferred()


def test_convolutions_of_keras_2_take_more_axes() -> None:
    clips, arguments = [(None, 8, 32, 32, 3)], {"filters": 4, "kernel_size": 3}
    assert "Kernel shape" in (infer("Conv2D", arguments, clips).refused or "")
    assert infer("Conv2D", arguments, clips, keras2=True) == Inferred()


def test_causes_can_read_a_refusal_of_another_rank() -> None:
    text = infer("Dense", {"units": 3}, [(None,)]).refused
    assert text is not None
    assert Refused(Refusal("ValueError", text)).ranks == (2, 1)


@pytest.mark.parametrize(
    ("arguments", "shape"),
    [
        ({"shape": (28, 28, 1)}, (None, 28, 28, 1)),
        ({"shape": [None]}, (None, None)),
        ({"shape": (), "batch_size": 32}, (32,)),
        ({"batch_shape": (16, 10)}, (16, 10)),
        ({"input_shape": (4,), "name": "x"}, (None, 4)),
        ({"shape": UNKNOWN}, None),
        ({"shape": (3, UNKNOWN)}, None),
        ({"tensor": UNKNOWN, "shape": (3,)}, None),
    ],
)
def test_inputs_have_the_shape_that_they_declare(arguments: dict[str, Any], shape: Shape | None) -> None:
    assert infer("Input", arguments, []).shape == shape


def test_a_number_is_no_shape() -> None:
    assert infer("Input", {"shape": 28}, []).refused == "Cannot convert '28' to a shape."


def odd(layer: Drawn) -> bool:
    """Whether Keras takes what it hardly means to: nothing needs to be said of that."""
    ranks = {len(shape) for shape in layer.inputs}
    if layer.kind == "Concatenate" and layer.arguments.get("axis", -1) >= min(ranks):
        return infer(layer.kind, layer.arguments, layer.inputs).refused is None
    if layer.kind == "TimeDistributed" and min(ranks) > 2:
        inner, (batch, _, *rest) = layer.arguments["layer"], layer.inputs[0]
        refused = infer(inner.kind, inner.arguments, [(batch, *rest)]).refused
        return "ndim=" in (refused or "") or odd(Drawn(inner.kind, inner.arguments, ((batch, *rest),)))
    if layer.kind == "EinsumDense":
        before, (given, *_) = layer.arguments["equation"].split(","), ranks
        return given != len(before[0]) and "..." not in before[0]
    if layer.kind.startswith("Adaptive"):
        return ranks != {int(layer.kind[-2]) + 2}
    images = {"CenterCrop", "RandomCrop", "Resizing", *AUGMENTATIONS}
    return layer.kind in images and not ranks <= {3, 4}


def unnamed(text: str) -> str:
    """Leave out the numbers that tell layers of a kind apart, and what is around a wrapped one."""
    return re.sub(r"path='(?:\w+/)*(\w+)'", r"path='\1'", text)


def keras_says(layer: Drawn) -> Keras:
    try:
        made = built(Inner(layer.kind, {**layer.arguments, "name": NAME}))
    except (ValueError, TypeError):
        return None
    import keras  # noqa: PLC0415 -- only where it is asked

    tensors = [keras.KerasTensor(shape) for shape in layer.inputs]
    separate = layer.kind == "MultiHeadAttention"
    try:
        outputs = made(*tensors) if separate else made(tensors[0] if len(tensors) == 1 else tensors)
    except Exception as error:  # noqa: BLE001 -- whatever it says
        return error
    found = outputs if isinstance(outputs, (tuple, list)) else [outputs]
    shapes = tuple(tuple(each.shape) for each in found)
    return Inferred(shapes, None, sum(math.prod(weight.shape) for weight in made.weights))


def built(layer: Inner) -> Any:
    from keras import layers  # noqa: PLC0415 -- as above

    arguments = {
        name: built(value) if isinstance(value, Inner) else value for name, value in layer.arguments.items()
    }
    return getattr(layers, layer.kind)(**arguments)


@pytest.mark.tensorflow
@pytest.mark.parametrize("name", ["MobileNetV2", "EfficientNetB0", "InceptionV3"])
def test_whole_networks_have_keras_s_shapes_and_parameters(name: str) -> None:
    from keras import applications, layers  # noqa: PLC0415 -- as above

    for layer in getattr(applications, name)(weights=None).layers:
        if isinstance(layer, layers.InputLayer):
            continue
        (node,) = layer._inbound_nodes  # noqa: SLF001 -- what Keras itself knows of each call
        inferred = infer(
            type(layer).__name__, layer.get_config(), [each.shape for each in node.input_tensors]
        )
        assert inferred == Inferred((layer.output.shape,), None, layer.count_params()), layer.name
