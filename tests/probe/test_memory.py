"""The memory of a step: what exceeds a budget is told at its op, once."""

from __future__ import annotations

import gc
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
KIND = {"kind": "out-of-memory"}


class Widening(layers.Layer):  # type: ignore[misc]  # Keras has no types
    def call(self, x: Any) -> Any:
        return tf.repeat(x, 256, axis=1)  # @widening


def train(rows: int = 256, epochs: int = 2) -> None:
    keras.utils.set_random_seed(1)
    x = np.random.default_rng(0).normal(size=(rows, 16)).astype("float32")
    model = keras.Sequential([Widening(name="widening"), layers.Dense(1)], name="model")
    model.compile("sgd", "mse")
    model.fit(x, x[:, :1], batch_size=rows, epochs=epochs, verbose=0)


def test_the_op_that_exceeds_the_budget_is_named_once(watch: Callable[..., Watched]) -> None:
    watched = watch(KIND, memoryBudget=3)
    train()

    found = watched.only
    assert found.location is not None
    assert (found.location.file, found.location.line) == (__file__, line_of("widening", __file__))
    assert (found.kind, found.layer, found.epoch, found.step) == ("out-of-memory", "model/widening", 0, 0)
    assert found.value is not None
    assert 3 << 20 < found.value < 9 << 20
    assert found.evidence[0].startswith("4 MiB in model/widening:")
    assert found.causes[0].fix.startswith("batch_size=")


def test_it_is_told_again_after_its_breakpoint_was_changed(watch: Callable[..., Watched]) -> None:
    watched = watch(KIND, memoryBudget=3)
    train()
    watched.probe.set_breakpoints({"breakpoints": [{**KIND, "condition": "step >= 2"}]})
    train()
    assert [finding.step for finding in watched.findings] == [0, 2]


def test_within_the_budget_and_without_one_nothing_is_told(watch: Callable[..., Watched]) -> None:
    watched = watch(KIND, memoryBudget=64)
    train(epochs=20)
    assert watched.findings == []
    watched.probe.close()
    watched = watch(KIND)
    train()
    assert watched.findings == []


def test_a_condition_can_ask_for_the_bytes(watch: Callable[..., Watched]) -> None:
    watched = watch({**KIND, "condition": "value > 1024 * 1024 * 1024"}, memoryBudget=3)
    train()
    assert watched.findings == []


def test_views_of_a_tensor_are_its_memory(watch: Callable[..., Watched]) -> None:
    watched = watch(KIND, memoryBudget=10)
    large = tf.zeros((1024, 1024)) + 1.0
    views = [tf.reshape(large, (-1,)), tf.identity(large), tf.stop_gradient(large)]
    del large
    more = views[0] + 1.0
    assert watched.findings == []
    tf.math.multiply(views[0], more)
    assert watched.only.value == 12 << 20


def test_what_is_gone_is_not_counted(watch: Callable[..., Watched]) -> None:
    watched = watch(KIND, memoryBudget=16)
    for _ in range(20):
        with tf.GradientTape():
            tf.zeros((1024, 1024)) + 1.0
    gc.collect()
    assert watched.findings == []
