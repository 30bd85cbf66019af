"""Every built-in loss with labels that fit it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import keras
import numpy as np
from keras import layers

from tests.probe.healthy.common import RNG, any_labels, fit, labels, logits, normal, targets

if TYPE_CHECKING:
    from collections.abc import Callable

L = keras.losses


def head(units: int, activation: str | None = None, width: int = 6) -> Any:
    """Return a small network that ends so."""
    hidden = layers.Dense(12, activation="relu")
    return keras.Sequential([keras.Input((width,)), hidden, layers.Dense(units, activation=activation)])


def regression_losses() -> None:
    x = normal(32, 6)
    for loss in (
        "mse", "mae", "huber", "log_cosh", L.CosineSimilarity(), L.MeanSquaredError(reduction="sum"),
    ):  # fmt: skip
        fit(head(2), x, targets(x, 2), loss=loss, epochs=2)


def losses_of_positive_targets() -> None:
    x = normal(32, 6)
    y = np.exp(0.5 * targets(x))
    for loss in ("msle", "mape", "poisson"):
        fit(head(1, "softplus"), x, y, loss=loss, epochs=2)


def regression_of_large_targets() -> None:
    """Prices up to 100 with a linear answer, from rows of unit scale."""
    x = normal(64, 6)
    y = 50 + 15 * targets(x)
    fit(head(1), x, y, loss="mse", optimizer=keras.optimizers.Adam(0.05))


def classification_losses() -> None:
    x = normal(32, 6)
    one_hot = keras.utils.to_categorical(labels(x), 3)
    for loss in (
        L.CategoricalCrossentropy(label_smoothing=0.1), L.CategoricalFocalCrossentropy(),
        L.KLDivergence(), "categorical_hinge",
    ):  # fmt: skip
        fit(head(3, "softmax"), x, one_hot, loss=loss, epochs=2)
    fit(head(3, "softmax"), x, labels(x), loss="sparse_categorical_crossentropy", metrics=["accuracy"])


def binary_losses() -> None:
    x = normal(32, 6)
    y = (x[:, 0] > 0).astype("float32")
    fit(head(1, "sigmoid"), x, y, loss=L.BinaryCrossentropy(label_smoothing=0.1), epochs=2)
    fit(head(1, "sigmoid"), x, y.astype(bool), loss="binary_focal_crossentropy", epochs=2)
    for loss in ("hinge", "squared_hinge"):
        fit(head(1, "tanh"), x, (2 * y - 1)[:, None], loss=loss, epochs=2)


def several_labels_a_row() -> None:
    x = normal(48, 6)
    metrics = [keras.metrics.AUC(multi_label=True), "binary_accuracy"]
    fit(head(5, "sigmoid"), x, (normal(48, 5) > 1).astype("int32"), "binary_crossentropy", metrics=metrics)


def segmentation() -> None:
    """A class for each pixel, overlap losses, and a class that is left out."""
    x = normal(32, 6, 6, 1)
    masks = (x[..., 0] > 0.5).astype("int32")
    model = keras.Sequential([
        keras.Input((6, 6, 1)), layers.Conv2D(8, 3, padding="same", activation="relu"),
        layers.Conv2D(1, 1, activation="sigmoid"),
    ])  # fmt: skip
    for loss in (L.Dice(), L.Tversky()):
        fit(model, x, masks[..., None].astype("float32"), loss=loss, epochs=2)
    unknown = np.where(RNG.uniform(size=masks.shape) < 0.1, 255, masks)
    classes = keras.Sequential(
        [keras.Input((6, 6, 1)), layers.Conv2D(2, 3, padding="same", activation="softmax")]
    )
    fit(classes, x, unknown, loss=L.SparseCategoricalCrossentropy(ignore_class=255))


def connectionist_temporal_classification() -> None:
    model = keras.Sequential([keras.Input((20, 6)), layers.LSTM(8, return_sequences=True), layers.Dense(5)])
    fit(model, normal(32, 20, 6), RNG.integers(1, 5, size=(32, 4)), loss=L.CTC())


def imbalanced_classes() -> None:
    """One row in sixteen is of the other class, weighted by class and by row."""
    x = normal(96, 6)
    y = (x[:, 0] > 1.5).astype("int32")
    fit(head(2), x, y, class_weight={0: 0.5, 1: 8.0})
    fit(head(2), x, y, sample_weight=np.where(y, 8.0, 0.5))
    fit(head(2), x, y)


def nothing_to_learn() -> None:
    """Labels by lot: the loss stays where it is for some dozen steps."""
    fit(head(3), normal(96, 6), any_labels(96), epochs=6)


def already_converged() -> None:
    """A line without noise is found; training goes on with another optimizer, at a loss of nearly zero."""
    x = normal(64, 3)
    y = x @ np.array([[1.0], [-2.0], [0.5]], "float32")
    model = keras.Sequential([keras.Input((3,)), layers.Dense(1)])
    for optimizer in (keras.optimizers.SGD(0.2), keras.optimizers.SGD(0.2), keras.optimizers.Adam()):
        fit(model, x, y, loss="mse", optimizer=optimizer, epochs=10)


def negative_losses() -> None:
    """The density of a Gaussian can be above one: its negative logarithm is below zero."""

    def density(y: Any, parts: Any) -> Any:
        mean, log_scale = keras.ops.split(parts, 2, axis=-1)
        return keras.ops.mean(log_scale + 0.5 * ((y - mean) / keras.ops.exp(log_scale)) ** 2 - 2.0)

    x = normal(64, 6)
    fit(head(2), x, 0.1 * targets(x), loss=density)
    fit(head(2), x, 0.1 * targets(x, 2), loss="cosine_similarity")


def loss_for_a_hidden_layer() -> None:
    """Regularizers of weights and of answers add to the loss."""
    inputs = keras.Input((6,))
    hidden = layers.Dense(8, activation="relu", activity_regularizer="l1")(inputs)
    model = keras.Model(
        inputs, layers.Dense(3, kernel_regularizer=keras.regularizers.L1L2(1e-4, 1e-4))(hidden)
    )
    fit(model, x := normal(48, 6), labels(x), loss=logits())


WORKLOADS: list[Callable[[], None]] = [
    regression_losses, losses_of_positive_targets, regression_of_large_targets, classification_losses,
    binary_losses, several_labels_a_row, segmentation, connectionist_temporal_classification,
    imbalanced_classes, nothing_to_learn, already_converged, negative_losses, loss_for_a_hidden_layer,
]  # fmt: skip
