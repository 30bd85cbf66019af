"""What is known of the calls of layers in a step."""

from __future__ import annotations

import gc
import traceback
from typing import TYPE_CHECKING, Any

import keras
import numpy as np
import pytest
import tensorflow as tf
from keras import layers, ops

if TYPE_CHECKING:
    from collections.abc import Callable

    from pyadapter.probe.watch.layer_calls import LayerCalls
    from tests.probe.conftest import Watched

pytestmark = pytest.mark.tensorflow


@pytest.fixture
def calls(watch: Callable[..., Watched]) -> LayerCalls:
    recorded = watch(panels=True).probe.layer_calls
    assert recorded is not None
    return recorded


class Twice(layers.Layer):  # type: ignore[misc]  # Keras has no types
    def __init__(self) -> None:
        super().__init__(name="twice")
        self.inner = layers.Dense(4, name="inner")

    def call(self, x: Any) -> Any:
        return self.inner(self.inner(x))


class Refuses(layers.Layer):  # type: ignore[misc]  # Keras has no types
    def call(self, x: Any) -> Any:
        raise RuntimeError(f"no to {x}")


def fitted(model: Any) -> None:
    model.compile("sgd", "mse")
    model.fit(np.ones((8, 4), "float32"), np.ones((8, 1), "float32"), batch_size=8, verbose=0)


def test_each_call_has_the_path_of_its_layer(calls: LayerCalls) -> None:
    fitted(keras.Sequential([keras.Input((4,)), Twice(), layers.Dense(1, name="head")], name="model"))
    paths = [(call.path, call.depth) for call in calls.calls]
    inner = ("model/twice/inner", 2)
    assert paths == [("model", 0), ("model/twice", 1), inner, inner, ("model/head", 1)]


def test_what_a_layer_makes_is_what_the_next_one_is_given(calls: LayerCalls) -> None:
    fitted(keras.Sequential([keras.Input((4,)), Twice(), layers.Dense(1, name="head")], name="model"))
    model, twice, first, second, head = calls.calls
    assert first.inputs == twice.inputs == model.inputs
    assert second.inputs == first.output_ids
    assert head.inputs == twice.output_ids == second.output_ids
    assert model.output_ids == head.output_ids


def test_tensors_are_held_by_the_program_alone(calls: LayerCalls) -> None:
    dense = layers.Dense(2)
    output = dense(tf.ones((3, 4)))
    assert calls.calls[-1].output() is output
    del output
    gc.collect()
    assert calls.calls[-1].output() is None


def test_the_mask_of_the_input_is_known(calls: LayerCalls) -> None:
    embedded = layers.Embedding(5, 3, mask_zero=True)(tf.constant([[1, 2, 0]]))
    kept = layers.Dropout(0.5)(embedded)
    mask = calls.calls[-1].mask
    assert mask is not None
    np.testing.assert_array_equal(ops.convert_to_numpy(mask()), [[True, True, False]])
    del kept


def test_an_error_in_a_layer_ends_its_call(calls: LayerCalls) -> None:
    with pytest.raises(RuntimeError, match="no"):
        Refuses()(tf.ones((1, 2)))
    layers.Dense(2, name="after")(tf.ones((1, 2)))
    assert (calls.calls[-1].path, calls.calls[-1].depth) == ("after", 0)
    assert calls.current() is None


def test_no_frame_of_ours_is_between_a_layer_and_what_it_calls(calls: LayerCalls) -> None:
    class Shows(layers.Layer):  # type: ignore[misc]  # as above
        def call(self, x: Any) -> Any:
            self.stack = [frame.filename for frame in traceback.extract_stack()]
            return x

    shows = Shows()
    shows(tf.ones((1, 2)))
    assert calls.calls
    assert not [file for file in shows.stack if "pyadapter" in file.replace("\\", "/")]


def test_building_a_model_is_no_call(calls: LayerCalls) -> None:
    inputs = keras.Input((4,))
    keras.Model(inputs, layers.Dense(1)(Twice()(inputs)))
    assert calls.calls == []


def test_nothing_is_recorded_when_nobody_can_look(watched: Watched) -> None:
    recorded = watched.probe.layer_calls
    layers.Dense(2)(tf.ones((1, 2)))
    assert recorded is not None
    assert recorded.calls == []
