"""What the workloads share: data that can be learned, and a fit of a few dozen steps."""

from __future__ import annotations

from typing import Any

import keras
import numpy as np

RNG = np.random.default_rng(0)


def normal(*shape: int) -> Any:
    """Return float32 values of unit scale."""
    return RNG.normal(size=shape).astype("float32")


def labels(x: Any, classes: int = 3) -> Any:
    """Return a class for each row that the row tells: the largest of its first values."""
    return np.argmax(x.reshape(len(x), -1)[:, :classes], axis=1)


def any_labels(count: int, classes: int = 3) -> Any:
    """Return classes that nothing tells."""
    return RNG.integers(0, classes, size=count)


def targets(x: Any, columns: int = 1) -> Any:
    """Return sums of values of each row, of unit scale, with a little noise."""
    flat = x.reshape(len(x), -1)
    sums = np.stack([flat[:, column::columns].sum(axis=1) for column in range(columns)], axis=1)
    return (sums / sums.std() + 0.1 * normal(*sums.shape)).astype("float32")


def tokens(rows: int, length: int, vocabulary: int = 20) -> Any:
    """Return token numbers from 1, with zeros as padding at the end of every other row."""
    made = RNG.integers(1, vocabulary, size=(rows, length))
    made[::2, length // 2 :] = 0
    return made


def logits() -> Any:
    """Return the usual loss of classes."""
    return keras.losses.SparseCategoricalCrossentropy(from_logits=True)


def fit(model: Any, x: Any, y: Any, loss: Any = None, optimizer: Any = "adam", **options: Any) -> None:
    """Train with batches of 16, three times over the data."""
    model.compile(optimizer, loss or logits(), metrics=options.pop("metrics", None))
    model.fit(x, y, **{"batch_size": 16, "epochs": 3, "verbose": 0, **options})
