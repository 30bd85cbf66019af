"""Data and models that the probe's tests train."""

from __future__ import annotations

from typing import Any

import keras
import numpy as np
from keras import layers, ops

from tests.probe.conftest import line_of


class Entropy(layers.Layer):  # type: ignore[misc]  # Keras has no types
    def call(self, p: Any) -> Any:
        return p * ops.log(p)  # @entropy


def data(count: int = 64, width: int = 8) -> tuple[Any, Any]:
    rng = np.random.default_rng(0)
    x = rng.uniform(0.1, 1.0, size=(count, width)).astype("float32")
    return x, rng.integers(0, 2, size=count)


def classifier(*hidden: Any, width: int = 8) -> Any:
    keras.utils.set_random_seed(1)
    model = keras.Sequential([keras.Input((width,)), *hidden, layers.Dense(2, name="head")], name="model")
    model.compile("sgd", keras.losses.SparseCategoricalCrossentropy(from_logits=True), jit_compile=True)
    return model


def entropy_line() -> int:
    return line_of("entropy", __file__)
