"""Healthy training that uses infinities, masks and scaled losses on purpose: nothing may be found."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import keras
import numpy as np
import pytest
import tensorflow as tf
from keras import layers, ops

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.probe.conftest import Watched

pytestmark = pytest.mark.tensorflow
RNG = np.random.default_rng(0)


def fit(model: Any, x: Any, y: Any, loss: Any = None, optimizer: Any = "adam", **options: Any) -> None:
    model.compile(optimizer, loss or keras.losses.SparseCategoricalCrossentropy(from_logits=True))
    model.fit(x, y, batch_size=16, epochs=2, verbose=0, **options)


def normal(*shape: int) -> Any:
    return RNG.normal(size=shape).astype("float32")


def labels(count: int, classes: int = 3) -> Any:
    return RNG.integers(0, classes, size=count)


def convolution() -> None:
    model = keras.Sequential([
        keras.Input((12, 12, 4)), layers.Conv2D(8, 3), layers.BatchNormalization(), layers.ReLU(),
        layers.Conv2D(8, 3, groups=2), layers.MaxPooling2D(), layers.SpatialDropout2D(0.2), layers.Flatten(),
        layers.Dense(3),
    ])  # fmt: skip
    fit(model, normal(48, 12, 12, 4), labels(48), validation_split=0.25)


def missing_values_replaced() -> None:
    class Impute(layers.Layer):  # type: ignore[misc]  # Keras has no types
        def call(self, x: Any) -> Any:
            return ops.where(ops.isnan(x), 0.0, x)

    x = normal(48, 5).astype("float64")
    x[::3, 1] = np.nan
    fit(keras.Sequential([keras.Input((5,)), Impute(), layers.Dense(3)]), x, labels(48))


def missing_labels_masked() -> None:
    def masked(targets: Any, predictions: Any) -> Any:
        known = ops.logical_not(ops.isnan(targets))
        return ops.mean(ops.square(ops.where(known, targets, predictions) - predictions), axis=-1)

    targets = normal(48, 1)
    targets[::5] = np.nan
    fit(keras.Sequential([keras.Input((5,)), layers.Dense(1)]), normal(48, 5), targets, masked)


def masked_recurrence() -> None:
    model = keras.Sequential([
        keras.Input((10,), dtype="int32"), layers.Embedding(20, 8, mask_zero=True),
        layers.Bidirectional(layers.LSTM(4, return_sequences=True)), layers.GRU(4), layers.Dense(3),
    ])  # fmt: skip
    tokens = RNG.integers(0, 20, size=(32, 10))
    tokens[:, 6:] = 0
    fit(model, tokens, labels(32))


def causal_attention() -> None:
    inputs = keras.Input((8,), dtype="int32")
    hidden = layers.Embedding(20, 16, mask_zero=True)(inputs)
    hidden += layers.MultiHeadAttention(2, 8, dropout=0.1)(hidden, hidden, use_causal_mask=True)
    hidden = layers.LayerNormalization()(hidden)
    model = keras.Model(inputs, layers.Dense(3)(layers.GlobalMaxPooling1D()(hidden)))
    fit(model, RNG.integers(1, 20, size=(32, 8)), labels(32))


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
    fit(model, normal(32, 6, 4), labels(32))


class AddedMask(layers.Layer):  # type: ignore[misc]  # Keras has no types
    """The same with an added mask, as pre-trained Transformers have it."""

    def call(self, x: Any) -> Any:
        scores = ops.matmul(x, ops.transpose(x, (0, 2, 1)))
        mask = ops.convert_to_tensor(np.triu(np.full((6, 6), -np.inf, "float32"), k=1))
        return ops.matmul(ops.softmax(scores + mask), x)


def added_mask() -> None:
    model = keras.Sequential([keras.Input((6, 4)), AddedMask(), layers.Flatten(), layers.Dense(3)])
    fit(model, normal(32, 6, 4), labels(32))


def large_negative_mask() -> None:
    model = keras.Sequential(
        [
            keras.Input((5,)),
            layers.Lambda(lambda x: ops.where(x < 0, -1e9, x)),
            layers.Softmax(),
            layers.Dense(3),
        ]
    )
    fit(model, normal(32, 5), labels(32))


def log_of_probabilities_that_are_zero() -> None:
    """Viterbi-like scores: log(0) says impossible, and only the maximum is used."""
    transitions = tf.constant([[0.5, 0.5], [0.0, 1.0]])
    scores = tf.zeros([2])
    for _ in range(4):
        scores = tf.reduce_max(scores[:, None] + tf.math.log(transitions), axis=0)


def connectionist_temporal_classification() -> None:
    model = keras.Sequential([keras.Input((20, 6)), layers.LSTM(8, return_sequences=True), layers.Dense(5)])
    target = RNG.integers(1, 5, size=(16, 4))
    fit(model, normal(16, 20, 6), target, loss=keras.losses.CTC())


def mixed_precision() -> None:
    """The loss scale is so large that the first gradients overflow: they are dropped, and it is halved."""
    before = keras.mixed_precision.dtype_policy()
    keras.mixed_precision.set_dtype_policy("mixed_float16")
    try:
        model = keras.Sequential(
            [keras.Input((8,)), layers.Dense(16, activation="relu"), layers.Dense(3, dtype="float32")]
        )
        optimizer = keras.optimizers.LossScaleOptimizer(keras.optimizers.Adam(), initial_scale=2.0**30)
        fit(model, normal(64, 8), labels(64), optimizer=optimizer)
    finally:
        keras.mixed_precision.set_dtype_policy(before)


def double_where() -> None:
    """The safe form of a guarded logarithm: neither value nor gradient is bad."""

    class SafeLog(layers.Layer):  # type: ignore[misc]  # Keras has no types
        def call(self, x: Any) -> Any:
            safe = ops.where(x > 0, x, 1.0)
            return ops.where(x > 0, ops.log(safe), 0.0)

    model = keras.Sequential([keras.Input((8,)), layers.Dense(8), SafeLog(), layers.Dense(3)])
    fit(model, normal(32, 8), labels(32))


def sparse_gradients() -> None:
    model = keras.Sequential(
        [keras.Input((4,), dtype="int32"), layers.Embedding(500, 8), layers.Flatten(), layers.Dense(3)]
    )
    fit(
        model,
        RNG.integers(0, 500, size=(32, 4)),
        labels(32),
        optimizer=keras.optimizers.Adagrad(clipnorm=1.0, use_ema=True),
    )


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


def variational_autoencoder() -> None:
    class Sampling(layers.Layer):  # type: ignore[misc]  # Keras has no types
        def call(self, parts: Any) -> Any:
            mean, log_variance = parts
            self.add_loss(-0.5 * ops.mean(1 + log_variance - mean**2 - ops.exp(log_variance)))
            return mean + keras.random.normal(ops.shape(mean)) * ops.exp(log_variance / 2)

    inputs = keras.Input((8,))
    code = Sampling()((layers.Dense(2)(inputs), layers.Dense(2)(inputs)))
    fit(keras.Model(inputs, layers.Dense(8)(code)), x := normal(32, 8), x, loss="mse")


def gradient_penalty() -> None:
    """Two networks, nested tapes, a norm: a hand-written adversarial step."""
    critic = keras.Sequential([keras.Input((4,)), layers.Dense(8, activation="tanh"), layers.Dense(1)])
    maker = keras.Sequential([keras.Input((2,)), layers.Dense(4)])
    optimizers = keras.optimizers.Adam(1e-3), keras.optimizers.Adam(1e-3)
    for _ in range(4):
        with tf.GradientTape() as tape:
            made = maker(normal(16, 2))
            with tf.GradientTape() as inner:
                inner.watch(made)
                score = critic(made)
            slope = tf.sqrt(tf.reduce_sum(inner.gradient(score, made) ** 2, axis=1) + 1e-12)
            loss = tf.reduce_mean(critic(normal(16, 4)) - score) + tf.reduce_mean((slope - 1) ** 2)
        optimizers[0].apply(tape.gradient(loss, critic.trainable_variables), critic.trainable_variables)
        with tf.GradientTape() as tape:
            loss = -tf.reduce_mean(critic(maker(normal(16, 2))))
        optimizers[1].apply(tape.gradient(loss, maker.trainable_variables), maker.trainable_variables)


def best_value_that_begins_at_infinity() -> None:
    best = tf.Variable(np.inf)
    for loss in (3.0, 2.0):
        best.assign(tf.minimum(best, loss))
    model = keras.Sequential([keras.Input((8,)), layers.Dense(3)])
    callbacks = [
        keras.callbacks.EarlyStopping(monitor="loss"),
        keras.callbacks.ReduceLROnPlateau(monitor="loss"),
    ]
    fit(model, normal(32, 8), labels(32), callbacks=callbacks)


def losses_with_large_logits() -> None:
    model = keras.Sequential(
        [keras.Input((8,)), layers.Dense(1, kernel_initializer=keras.initializers.Constant(50))]
    )
    fit(model, normal(32, 8), labels(32, 2), loss=keras.losses.BinaryFocalCrossentropy(from_logits=True))


def tf_data_with_maps() -> None:
    data = tf.data.Dataset.from_tensor_slices((normal(64, 8), labels(64)))
    data = data.map(lambda x, y: (x * 2.0, y)).shuffle(64).batch(16)
    model = keras.Sequential(
        [keras.Input((8,)), layers.Normalization(), layers.GaussianNoise(0.1), layers.Dense(3)]
    )
    model.compile(
        "rmsprop", keras.losses.SparseCategoricalCrossentropy(from_logits=True), steps_per_execution=3
    )
    model.fit(data, validation_data=data.repeat(), validation_steps=2, epochs=2, verbose=0)


WORKLOADS: list[Callable[[], None]] = [
    convolution, missing_values_replaced, missing_labels_masked,
    masked_recurrence, causal_attention, infinite_mask, added_mask, large_negative_mask,
    log_of_probabilities_that_are_zero, connectionist_temporal_classification, mixed_precision, double_where,
    sparse_gradients, metrics_of_nothing, what_keras_itself_repairs, variational_autoencoder,
    gradient_penalty, best_value_that_begins_at_infinity, losses_with_large_logits, tf_data_with_maps,
]  # fmt: skip


@pytest.mark.parametrize("workload", WORKLOADS, ids=lambda workload: str(workload.__name__))
def test_a_healthy_workload_has_no_finding(watched: Watched, workload: Callable[[], None]) -> None:
    keras.utils.set_random_seed(4)
    workload()

    assert [(finding.title, finding.message) for finding in watched.findings] == []
