"""Infinities, NaN, masks and scales that are meant; every precision."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import keras
import numpy as np
import tensorflow as tf
from keras import layers, ops

from tests.probe.healthy.common import RNG, any_labels, fit, labels, normal

if TYPE_CHECKING:
    from collections.abc import Callable


def missing_values_replaced() -> None:
    class Impute(layers.Layer):  # type: ignore[misc]  # Keras has no types
        def call(self, x: Any) -> Any:
            return ops.where(ops.isnan(x), 0.0, x)

    x = normal(48, 5).astype("float64")
    x[::3, 1] = np.nan
    fit(keras.Sequential([keras.Input((5,)), Impute(), layers.Dense(3)]), x, any_labels(48))


def missing_labels_masked() -> None:
    def masked(targets: Any, predictions: Any) -> Any:
        known = ops.logical_not(ops.isnan(targets))
        return ops.mean(ops.square(ops.where(known, targets, predictions) - predictions), axis=-1)

    targets = normal(48, 1)
    targets[::5] = np.nan
    fit(keras.Sequential([keras.Input((5,)), layers.Dense(1)]), normal(48, 5), targets, masked)


class InfinityMask(layers.Layer):  # type: ignore[misc]  # Keras has no types
    """Attention as textbooks write it: scores of the future are −Inf before the softmax."""

    def call(self, x: Any) -> Any:
        scores = ops.matmul(x, ops.transpose(x, (0, 2, 1)))
        size = ops.shape(x)[1]
        mask = ops.triu(ops.ones((size, size)), k=1)
        scores = ops.where(mask > 0, -np.inf, scores)
        return ops.matmul(ops.softmax(scores), x)


def infinite_mask() -> None:
    model = keras.Sequential([keras.Input((6, 4)), InfinityMask(), layers.Flatten(), layers.Dense(3)])
    fit(model, normal(32, 6, 4), any_labels(32))


class AddedMask(layers.Layer):  # type: ignore[misc]  # Keras has no types
    """The same with an added mask, as pre-trained Transformers have it."""

    def call(self, x: Any) -> Any:
        scores = ops.matmul(x, ops.transpose(x, (0, 2, 1)))
        mask = ops.convert_to_tensor(np.triu(np.full((6, 6), -np.inf, "float32"), k=1))
        return ops.matmul(ops.softmax(scores + mask), x)


def added_mask() -> None:
    model = keras.Sequential([keras.Input((6, 4)), AddedMask(), layers.Flatten(), layers.Dense(3)])
    fit(model, normal(32, 6, 4), any_labels(32))


def large_negative_mask() -> None:
    model = keras.Sequential(
        [
            keras.Input((5,)),
            layers.Lambda(lambda x: ops.where(x < 0, -1e9, x)),
            layers.Softmax(),
            layers.Dense(3),
        ]
    )
    fit(model, normal(32, 5), any_labels(32))


def log_of_probabilities_that_are_zero() -> None:
    """Viterbi-like scores: log(0) says impossible, and only the maximum is used."""
    transitions = tf.constant([[0.5, 0.5], [0.0, 1.0]])
    scores = tf.zeros([2])
    for _ in range(4):
        scores = tf.reduce_max(scores[:, None] + tf.math.log(transitions), axis=0)


def mixed_precision() -> None:
    """The loss scale is so large that the first gradients overflow: they are dropped, and it is halved."""
    before = keras.mixed_precision.dtype_policy()
    keras.mixed_precision.set_dtype_policy("mixed_float16")
    try:
        model = keras.Sequential(
            [keras.Input((8,)), layers.Dense(16, activation="relu"), layers.Dense(3, dtype="float32")]
        )
        optimizer = keras.optimizers.LossScaleOptimizer(keras.optimizers.Adam(), initial_scale=2.0**30)
        fit(model, normal(64, 8), any_labels(64), optimizer=optimizer)
    finally:
        keras.mixed_precision.set_dtype_policy(before)


def double_where() -> None:
    """The safe form of a guarded logarithm: neither value nor gradient is bad."""

    class SafeLog(layers.Layer):  # type: ignore[misc]  # Keras has no types
        def call(self, x: Any) -> Any:
            safe = ops.where(x > 0, x, 1.0)
            return ops.where(x > 0, ops.log(safe), 0.0)

    model = keras.Sequential([keras.Input((8,)), layers.Dense(8), SafeLog(), layers.Dense(3)])
    fit(model, normal(32, 8), any_labels(32))


def metrics_of_nothing() -> None:
    """Metrics divide by counts that can be zero."""
    model = keras.Sequential([keras.Input((8,)), layers.Dense(3, activation="softmax")])
    metrics = [
        keras.metrics.AUC(), keras.metrics.F1Score(), keras.metrics.Precision(), keras.metrics.Recall(),
        keras.metrics.MeanIoU(3, sparse_y_true=False, sparse_y_pred=False), keras.metrics.KLDivergence(),
    ]  # fmt: skip
    model.compile("adam", "categorical_crossentropy", metrics=metrics)
    target = keras.utils.to_categorical(np.zeros(32, int), 3)
    model.fit(normal(32, 8), target, sample_weight=np.zeros(32), batch_size=16, verbose=0)


def what_keras_itself_repairs() -> None:
    """R2Score of labels that are all the same, AutoContrast of an image of one colour."""
    model = keras.Sequential([
        keras.Input((4, 4, 3)), layers.AutoContrast(value_range=(0, 1)), layers.Flatten(), layers.Dense(1),
    ])  # fmt: skip
    model.compile("adam", "mse", metrics=[keras.metrics.R2Score()])
    x = RNG.uniform(size=(32, 4, 4, 3))
    x[3] = 0.5
    model.fit(x, np.ones((32, 1)), batch_size=16, verbose=0)


def best_value_that_begins_at_infinity() -> None:
    best = tf.Variable(np.inf)
    for loss in (3.0, 2.0):
        best.assign(tf.minimum(best, loss))
    model = keras.Sequential([keras.Input((8,)), layers.Dense(3)])
    callbacks = [
        keras.callbacks.EarlyStopping(monitor="loss"),
        keras.callbacks.ReduceLROnPlateau(monitor="loss"),
    ]
    fit(model, normal(32, 8), any_labels(32), callbacks=callbacks)


def losses_with_large_logits() -> None:
    model = keras.Sequential(
        [keras.Input((8,)), layers.Dense(1, kernel_initializer=keras.initializers.Constant(50))]
    )
    fit(model, normal(32, 8), any_labels(32, 2), loss=keras.losses.BinaryFocalCrossentropy(from_logits=True))


def half_precision_without_scaling() -> None:
    """bfloat16 has the range of float32: nothing is scaled."""
    before = keras.mixed_precision.dtype_policy()
    keras.mixed_precision.set_dtype_policy("mixed_bfloat16")
    try:
        hidden = [layers.Dense(16, activation="relu"), layers.LayerNormalization()]
        model = keras.Sequential([keras.Input((8,)), *hidden, layers.Dense(3, dtype="float32")])
        fit(model, x := normal(64, 8), labels(x))
    finally:
        keras.mixed_precision.set_dtype_policy(before)


def double_precision() -> None:
    before = keras.config.floatx()
    keras.config.set_floatx("float64")
    try:
        model = keras.Sequential([keras.Input((8,)), layers.Dense(8, activation="relu"), layers.Dense(3)])
        fit(model, x := RNG.normal(size=(64, 8)), labels(x))
    finally:
        keras.config.set_floatx(before)


WORKLOADS: list[Callable[[], None]] = [
    missing_values_replaced, missing_labels_masked, infinite_mask, added_mask, large_negative_mask,
    log_of_probabilities_that_are_zero, mixed_precision, double_where, metrics_of_nothing,
    what_keras_itself_repairs, best_value_that_begins_at_infinity, losses_with_large_logits,
    half_precision_without_scaling, double_precision,
]  # fmt: skip
