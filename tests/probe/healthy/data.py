"""Where batches come from, and how large they are."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import keras
import numpy as np
import tensorflow as tf
from keras import layers

from tests.probe.healthy.common import RNG, any_labels, fit, labels, logits, normal, targets

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


def network(width: int = 8) -> Any:
    """Return a small classifier with dropout."""
    hidden = [layers.Dense(12, activation="relu"), layers.Dropout(0.3)]
    model = keras.Sequential([keras.Input((width,)), *hidden, layers.Dense(3)])
    model.compile("adam", logits(), metrics=["accuracy"])
    return model


def tf_data_with_maps() -> None:
    x = normal(64, 8)
    data = tf.data.Dataset.from_tensor_slices((x, labels(x)))
    data = data.map(lambda row, label: (row * 2.0, label)).shuffle(64).batch(16)
    model = keras.Sequential(
        [keras.Input((8,)), layers.Normalization(), layers.GaussianNoise(0.1), layers.Dense(3)]
    )
    model.compile("rmsprop", logits(), steps_per_execution=3)
    model.fit(data, validation_data=data.repeat(), validation_steps=2, epochs=2, verbose=0)


def endless_generator() -> None:
    def batches() -> Iterator[tuple[Any, Any]]:
        while True:
            x = normal(12, 8)
            yield x, labels(x)

    network().fit(batches(), steps_per_epoch=4, epochs=3, verbose=0)


def own_data_set() -> None:
    class Rows(keras.utils.PyDataset):  # type: ignore[misc]  # Keras has no types
        def __len__(self) -> int:
            return 4

        def __getitem__(self, index: int) -> tuple[Any, Any]:
            x = np.random.default_rng(index).normal(size=(16, 8)).astype("float32")
            return x, labels(x)

    network().fit(Rows(workers=2, use_multiprocessing=False), epochs=3, verbose=0)


def ragged_last_batch() -> None:
    x = normal(33, 8)
    network().fit(x, labels(x), batch_size=16, epochs=3, verbose=0)


def batches_of_one_and_two() -> None:
    x = normal(24, 8)
    network().fit(x, labels(x), batch_size=1, verbose=0)
    network().fit(x, labels(x), batch_size=2, epochs=2, verbose=0)


def one_batch_over_and_over() -> None:
    """The first thing to try: one batch, learned by heart."""
    x = normal(16, 8)
    network().fit(x, labels(x), batch_size=16, epochs=25, verbose=0)


def train_evaluate_predict() -> None:
    x = normal(48, 8)
    model = network()
    for _ in range(2):
        model.fit(x, labels(x), batch_size=16, verbose=0, validation_split=0.25)
        model.evaluate(x, labels(x), verbose=0)
        model.predict(x, verbose=0)
    for first in range(0, 48, 16):
        model.train_on_batch(x[first : first + 16], labels(x[first : first + 16]))
        model.test_on_batch(x[first : first + 16], labels(x[first : first + 16]))


def columns_of_zeros_and_ones() -> None:
    """One-hot rows, most of them zero, and a column that is the same in every row."""
    words = (RNG.uniform(size=(96, 40)) < 0.1).astype("float32")
    words[:, 0] = 1.0
    model = keras.Sequential([keras.Input((40,)), layers.Dense(16, activation="relu"), layers.Dense(2)])
    fit(model, words, (words[:, 1] + words[:, 2] > 0).astype("int32"))


def pictures_between_zero_and_one() -> None:
    """Nearly all black, as handwritten digits are."""
    pictures = RNG.uniform(size=(64, 10, 10, 1)) * (RNG.uniform(size=(64, 10, 10, 1)) > 0.8)
    model = keras.Sequential([
        keras.Input((10, 10, 1)), layers.Conv2D(8, 3, activation="relu"), layers.MaxPooling2D(),
        layers.Flatten(), layers.Dense(16, activation="relu"), layers.Dense(10, activation="softmax"),
    ])  # fmt: skip
    fit(model, pictures, any_labels(64, 10), loss="sparse_categorical_crossentropy")


def small_integers() -> None:
    """Quantised features of eight bits are scaled by the model; double targets meet single predictions."""
    x = RNG.integers(-128, 128, size=(64, 6)).astype("int8")
    model = keras.Sequential([keras.Input((6,)), layers.Rescaling(1 / 128), layers.Dense(1)])
    fit(model, x, (x[:, 0] / 128.0).astype("float64"), loss="mse")


def counts_of_a_table() -> None:
    """Standardised by hand, with a few rows far out."""
    x = normal(64, 5)
    x[::20] *= 6.0
    model = keras.Sequential([keras.Input((5,)), layers.Dense(12, activation="relu"), layers.Dense(1)])
    fit(model, x, targets(x)[:, 0], loss="mae")


WORKLOADS: list[Callable[[], None]] = [
    tf_data_with_maps, endless_generator, own_data_set, ragged_last_batch, batches_of_one_and_two,
    one_batch_over_and_over, train_evaluate_predict, columns_of_zeros_and_ones, pictures_between_zero_and_one,
    small_integers, counts_of_a_table,
]  # fmt: skip
