"""Broadcasts are looked at in the user's own lines."""

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
KIND = {"kind": "silent-broadcast"}
RNG = np.random.default_rng(0)


class Loss(keras.losses.Loss):  # type: ignore[misc]  # Keras has no types
    def call(self, y_true: Any, y_pred: Any) -> Any:
        return (y_true - y_pred) ** 2  # @loss


def fit(*hidden: Any, loss: Any, rows: int = 32) -> None:
    model = keras.Sequential([keras.Input((4,)), *hidden, layers.Dense(1)])
    model.compile("sgd", loss)
    model.fit(RNG.normal(size=(rows, 4)), RNG.normal(size=rows), batch_size=16, verbose=0)


def test_operands_are_named_and_the_cause_is_given(watch: Callable[..., Watched]) -> None:
    watched = watch(KIND)
    fit(loss=Loss())

    finding = watched.only
    assert finding.location is not None
    assert finding.location.line == line_of("loss", __file__)
    assert (finding.op, finding.phase, finding.batch) == ("Sub", "loss", None)
    assert [(each.name, each.shape) for each in finding.inputs] == [("y_true", (16,)), ("y_pred", (16, 1))]
    assert finding.tensor is not None
    assert finding.tensor.shape == (16, 16)
    assert finding.causes[0].id == "target-rank"


def test_layers_of_keras_know_what_they_do(watch: Callable[..., Watched]) -> None:
    watched = watch(KIND)
    fit(layers.Dense(16), layers.LayerNormalization(), layers.BatchNormalization(), loss="mse")
    fit(layers.Reshape((4, 1)), layers.GroupNormalization(1), layers.Flatten(), loss=keras.losses.Huber())
    assert not watched.findings


def test_gradients_are_left_alone(watch: Callable[..., Watched]) -> None:
    watched = watch(KIND)
    column = tf.Variable(tf.ones((8, 1)))
    for _ in range(3):
        with tf.GradientTape() as tape:
            value = tf.reduce_sum(column * tf.ones((1, 8)))
        tape.gradient(value, column)
    assert not watched.findings
