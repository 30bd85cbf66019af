"""Trains one of three models eagerly and writes the seconds of each step: the program that is timed.

Usage: training.py MODEL STEPS FILE. It is run plainly, under `keras-debug run`, and under a debugger. Data is
random with a fixed seed: nothing is read from a disk.
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import keras
import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable

CLASSES = 10
SEQUENCE, WIDTH, VOCABULARY = 64, 64, 1000


class Case(NamedTuple):
    """A model and one batch for it."""

    model: Any
    features: np.ndarray[Any, Any]
    labels: np.ndarray[Any, Any]


def _labels(random: np.random.Generator, count: int) -> np.ndarray[Any, Any]:
    return random.integers(0, CLASSES, count)


def multilayer_perceptron(random: np.random.Generator) -> Case:
    """784 inputs, two hidden layers of 512 units, batches of 128."""
    layers = keras.layers
    model = keras.Sequential([
        layers.Input((784,)),
        layers.Dense(512, activation="relu"),
        layers.Dropout(0.2),
        layers.Dense(512, activation="relu"),
        layers.Dense(CLASSES),
    ])  # fmt: skip
    return Case(model, random.random((128, 784), np.float32), _labels(random, 128))


def convolutional_network(random: np.random.Generator) -> Case:
    """32x32 colour pictures, two convolutions with batch normalization, batches of 32."""
    layers = keras.layers
    model = keras.Sequential([
        layers.Input((32, 32, 3)),
        layers.Conv2D(32, 3, activation="relu"),
        layers.BatchNormalization(),
        layers.MaxPooling2D(),
        layers.Conv2D(64, 3, activation="relu"),
        layers.MaxPooling2D(),
        layers.Flatten(),
        layers.Dropout(0.3),
        layers.Dense(CLASSES),
    ])  # fmt: skip
    return Case(model, random.random((32, 32, 32, 3), np.float32), _labels(random, 32))


def transformer(random: np.random.Generator) -> Case:
    """Two blocks of attention with two heads over 64 tokens of width 64, batches of 16."""
    layers = keras.layers
    tokens = layers.Input((SEQUENCE,), dtype="int32")
    x = layers.Embedding(VOCABULARY, WIDTH)(tokens)
    for _ in range(2):
        attended = layers.MultiHeadAttention(2, WIDTH // 2, dropout=0.1)(x, x)
        x = layers.LayerNormalization()(x + attended)
        hidden = layers.Dense(4 * WIDTH, activation="gelu")(x)
        x = layers.LayerNormalization()(x + layers.Dropout(0.1)(layers.Dense(WIDTH)(hidden)))
    outputs = layers.Dense(CLASSES)(layers.GlobalAveragePooling1D()(x))
    features = random.integers(0, VOCABULARY, (16, SEQUENCE)).astype(np.int32)
    return Case(keras.Model(tokens, outputs), features, _labels(random, 16))


CASES: dict[str, Callable[[np.random.Generator], Case]] = {
    "MLP": multilayer_perceptron,
    "CNN": convolutional_network,
    "Transformer": transformer,
}


def main(name: str, steps: int, output: Path) -> None:
    """Train `steps` batches of the model `name`; write the list of seconds to `output`."""
    keras.utils.set_random_seed(0)
    model, features, labels = CASES[name](np.random.default_rng(0))
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    model.compile(optimizer="adam", loss=loss, run_eagerly=True)
    begins: list[float] = []
    ends: list[float] = []
    timer = keras.callbacks.LambdaCallback(
        on_train_batch_begin=lambda *_, **__: begins.append(time.perf_counter()),
        on_train_batch_end=lambda *_, **__: ends.append(time.perf_counter()),
    )
    repeated = [np.concatenate([array] * steps) for array in (features, labels)]
    model.fit(*repeated, batch_size=len(labels), verbose=0, shuffle=False, callbacks=[timer])
    seconds = [end - begin for begin, end in zip(begins, ends, strict=True)]
    output.write_text(json.dumps(seconds), encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), Path(sys.argv[3]))
