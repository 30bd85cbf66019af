"""Casts, inputs and predictions as a training meets them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import keras
import numpy as np
import pytest
import tensorflow as tf
from keras import layers

from tests.probe.conftest import line_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.probe.conftest import Watched

pytestmark = pytest.mark.tensorflow
RNG = np.random.default_rng(0)


def line(marker: str) -> int:
    return line_of(marker, __file__)


def regression(*hidden: Any, width: int = 4, loss: Any = "mse", **head: Any) -> Any:
    keras.utils.set_random_seed(0)
    last = layers.Dense(1, name="head", **head)  # @head
    model = keras.Sequential([keras.Input((width,)), *hidden, last], name="model")
    model.compile("sgd", loss)
    return model


def normal(*shape: int) -> Any:
    return RNG.normal(size=shape).astype("float32")


def test_labels_with_fractions_are_told_of_as_the_column(watch: Callable[..., Watched]) -> None:
    watched = watch({"kind": "dtype"})
    model = keras.Sequential([keras.Input((4,)), layers.Dense(3)])
    model.compile("sgd", keras.losses.SparseCategoricalCrossentropy(from_logits=True))
    model.fit(normal(32, 4), RNG.integers(0, 3, 32) / 2, verbose=0)  # @fractions

    finding = watched.only
    assert finding.location is not None
    assert finding.location.line == line("fractions")
    assert (finding.op, finding.phase) == ("Cast", "loss")
    assert finding.tensor is not None
    assert (finding.tensor.name, finding.tensor.role) == ("y", "label")


def test_integers_that_are_measurements_may_be_rounded(watch: Callable[..., Watched]) -> None:
    watched = watch({"kind": "dtype"})
    model = regression(layers.Normalization(mean=5e8, variance=1e16))
    model.fit(RNG.integers(0, 10**9, size=(32, 4)), RNG.integers(0, 10**9, size=32), verbose=0)
    assert not watched.findings


def test_the_line_of_the_data_is_named_also_when_a_layer_of_the_users_multiplies(
    watch: Callable[..., Watched],
) -> None:
    class Model(keras.Model):  # type: ignore[misc]  # Keras has no types
        def __init__(self) -> None:
            super().__init__(name="model")
            self.dense = layers.Dense(1, name="dense")

        def call(self, x: Any) -> Any:
            return self.dense(x)

    watched = watch({"kind": "input-range"})
    model = Model()
    model.compile("sgd", "mse")
    table = RNG.integers(0, 256, (32, 4))  # @unscaled
    model.fit(table, normal(32, 1), verbose=0)

    finding = watched.only
    assert finding.location is not None
    assert finding.location.line == line("unscaled")
    assert (finding.phase, finding.layer) == ("data", "model/dense")
    assert [cause.id for cause in finding.causes[:1]] == ["unscaled-input"]
    assert finding.tensor is not None
    assert (finding.tensor.name, finding.tensor.role) == ("x", "feature")


def test_all_rows_are_looked_at_before_the_first_update(watch: Callable[..., Watched]) -> None:
    watched = watch({"kind": "input-range"})
    x = normal(64, 4)
    x[32:] *= 1000
    regression().fit(x, normal(64, 1), batch_size=16, shuffle=False, verbose=0)
    assert watched.only.step == 0


@pytest.mark.parametrize(
    "repair",
    [
        layers.Rescaling(1 / 255),
        layers.BatchNormalization(),
        layers.LayerNormalization(),
        layers.Lambda(lambda x: x / 255.0),
        layers.UnitNormalization(),
    ],
)
def test_inputs_that_are_repaired(watch: Callable[..., Watched], repair: Any) -> None:
    watched = watch({"kind": "input-range"})
    x = RNG.integers(0, 256, (32, 4)).astype("float32")
    regression(repair).fit(x, normal(32, 1), verbose=0)
    regression(layers.Dense(4), repair).predict(x, verbose=0)
    assert not watched.findings


def test_the_last_layer_is_named(watch: Callable[..., Watched]) -> None:
    watched = watch({"kind": "output-range"})
    model = regression(layers.Dense(4, activation="relu"), activation="sigmoid")
    model.fit(normal(32, 4), normal(32, 1) * 50, verbose=0)

    finding = watched.only
    assert finding.location is not None
    assert (finding.location.line, finding.layer) == (line("head"), "model/head")
    assert [(each.name, each.role) for each in finding.inputs] == [("y", "label")]


def test_the_last_layer_of_a_loop_is_named(watch: Callable[..., Watched]) -> None:
    watched = watch({"kind": "output-range"})
    model = regression(activation="tanh")
    loss_of = keras.losses.MeanSquaredError()
    for _ in range(3):
        with tf.GradientTape() as tape:
            loss = loss_of(np.full((8, 1), 9.0), model(normal(8, 4)))
        tape.gradient(loss, model.trainable_variables)

    assert watched.only.location is not None
    assert watched.only.location.line == line("head")


def test_a_collapse_is_told_once(watch: Callable[..., Watched]) -> None:
    watched = watch({"kind": "output-range"})
    model = regression(layers.Dense(4, kernel_initializer="zeros", activation="relu"))
    model.layers[0].trainable = False
    model.compile("sgd", "mse")
    model.fit(normal(64, 4), normal(64, 1), batch_size=8, epochs=14, verbose=0)

    assert watched.only.title == "Predictions are the same for every row"
    assert watched.only.layer == "model/head"
