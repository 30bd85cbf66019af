"""Output shapes from the source are those of Keras, and what it refuses is refused in its words."""

from __future__ import annotations

import math
import re
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings

from pyadapter.core.refusal import clean
from pyadapter.core.source.shapes import Inferred, Inner, infer
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
    from hypothesis import strategies as st


EXAMPLES = settings(
    max_examples=250,
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


def odd(layer: Drawn) -> bool:
    """Whether Keras takes what it hardly means to: nothing needs to be said of that."""
    ranks = {len(shape) for shape in layer.inputs}
    if layer.kind == "Concatenate" and layer.arguments.get("axis", -1) >= min(ranks):
        return infer(layer.kind, layer.arguments, layer.inputs).refused is None
    if layer.kind == "TimeDistributed" and min(ranks) > 2:
        inner, (batch, _, *rest) = layer.arguments["layer"], layer.inputs[0]
        refused = infer(inner.kind, inner.arguments, [(batch, *rest)]).refused
        return "ndim=" in (refused or "") or odd(Drawn(inner.kind, inner.arguments, ((batch, *rest),)))
    images = {"CenterCrop", "RandomCrop", "RandomFlip", "Resizing"}
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
