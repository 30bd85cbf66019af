"""Models of several parts: shared, nested, frozen, with several inputs and answers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import keras
import numpy as np
from keras import layers, ops

from tests.probe.healthy.common import RNG, any_labels, fit, labels, normal, targets

if TYPE_CHECKING:
    from collections.abc import Callable


def several_inputs_and_answers() -> None:
    left, right = keras.Input((4,), name="left"), keras.Input((6,), name="right")
    hidden = layers.Concatenate()([layers.Dense(8, activation="relu")(left), layers.Dense(8)(right)])
    answers = {"kind": layers.Dense(3, name="kind")(hidden), "size": layers.Dense(1, name="size")(hidden)}
    model = keras.Model({"left": left, "right": right}, answers)
    x = {"left": normal(48, 4), "right": normal(48, 6)}
    y = {"kind": labels(x["left"]), "size": targets(x["right"])}
    losses = {"kind": keras.losses.SparseCategoricalCrossentropy(from_logits=True), "size": "mse"}
    model.compile("adam", losses, loss_weights={"kind": 1.0, "size": 0.3})
    model.fit(x, y, batch_size=16, epochs=3, verbose=0)


def nested_models_with_a_shared_layer() -> None:
    shared = layers.Dense(8, activation="tanh")
    encoder = keras.Sequential(
        [keras.Input((6,)), shared, layers.Dense(8, activation="relu")], name="encoder"
    )
    block = keras.Sequential([keras.Input((8,)), encoder_block(), layers.Dense(8)], name="block")
    inputs = keras.Input((6,))
    hidden = block(encoder(inputs)) + shared(inputs)
    fit(keras.Model(inputs, layers.Dense(3)(hidden)), x := normal(48, 6), labels(x))


def encoder_block() -> Any:
    class Residual(layers.Layer):  # type: ignore[misc]  # Keras has no types
        def __init__(self) -> None:
            super().__init__()
            self.dense = layers.Dense(8, activation="relu")

        def call(self, x: Any) -> Any:
            return x + self.dense(x)

    return Residual()


def siamese_with_distances() -> None:
    """Twins share their weights; distances of all pairs, (N, 1, D) with (1, N, D), are meant."""
    encoder = keras.Sequential([keras.Input((6,)), layers.Dense(12, activation="relu"), layers.Dense(4)])

    def contrastive(kinds: Any, codes: Any) -> Any:
        codes = ops.normalize(codes, axis=-1)
        distances = ops.sum(ops.square(codes[:, None] - codes[None, :]), axis=-1)
        same = ops.cast(ops.equal(kinds, ops.transpose(kinds)), "float32")
        return ops.mean(same * distances + (1 - same) * ops.maximum(0.0, 1.0 - distances))

    fit(encoder, x := normal(48, 6), labels(x)[:, None], loss=contrastive)


def pair_of_twins() -> None:
    twin = keras.Sequential([keras.Input((5,)), layers.Dense(8, activation="relu"), layers.Dense(4)])
    first, second = keras.Input((5,)), keras.Input((5,))
    distance = ops.norm(twin(first) - twin(second) + 1e-6, axis=1, keepdims=True)
    model = keras.Model([first, second], layers.Dense(1, activation="sigmoid")(distance))
    a, b = normal(48, 5), normal(48, 5)
    fit(model, [a, b], (a[:, 0] * b[:, 0] > 0).astype("float32"), loss="binary_crossentropy")


def autoencoder() -> None:
    model = keras.Sequential([
        keras.Input((8, 8, 1)), layers.Conv2D(8, 3, strides=2, padding="same", activation="relu"),
        layers.Conv2DTranspose(8, 3, strides=2, padding="same", activation="relu"),
        layers.Conv2D(1, 3, padding="same", activation="sigmoid"),
    ])  # fmt: skip
    pictures = (RNG.uniform(size=(48, 8, 8, 1)) > 0.8).astype("float32")
    fit(model, pictures, pictures, loss="binary_crossentropy")


def variational_autoencoder() -> None:
    class Sampling(layers.Layer):  # type: ignore[misc]  # Keras has no types
        def call(self, parts: Any) -> Any:
            mean, log_variance = parts
            self.add_loss(-0.5 * ops.mean(1 + log_variance - mean**2 - ops.exp(log_variance)))
            return mean + keras.random.normal(ops.shape(mean)) * ops.exp(log_variance / 2)

    inputs = keras.Input((8,))
    code = Sampling()((layers.Dense(2)(inputs), layers.Dense(2)(inputs)))
    fit(keras.Model(inputs, layers.Dense(8)(code)), x := normal(32, 8), x, loss="mse")


def fine_tuning() -> None:
    """A frozen backbone with normalization, a new head; then some of it thaws."""
    backbone = keras.Sequential([
        keras.Input((8, 8, 3)), layers.Conv2D(8, 3, activation="relu"), layers.BatchNormalization(),
        layers.Conv2D(8, 3, activation="relu"), layers.GlobalAveragePooling2D(),
    ])  # fmt: skip
    backbone.trainable = False
    inputs = keras.Input((8, 8, 3))
    model = keras.Model(inputs, layers.Dense(2)(backbone(inputs, training=False)))
    x, y = normal(48, 8, 8, 3), any_labels(48, 2)
    fit(model, x, y)
    backbone.layers[-2].trainable = True
    fit(model, x, y, optimizer=keras.optimizers.Adam(1e-5))


def low_rank_adaptation() -> None:
    dense = layers.Dense(16, activation="relu")
    model = keras.Sequential([keras.Input((8,)), dense, layers.Dense(3)])
    x = normal(48, 8)
    fit(model, x, labels(x))
    dense.enable_lora(2)
    fit(model, x, labels(x))


def subclassed_with_an_unused_branch() -> None:
    class Network(keras.Model):  # type: ignore[misc]  # Keras has no types
        def __init__(self) -> None:
            super().__init__()
            self.hidden = layers.Dense(8, activation="relu")
            self.drop = layers.Dropout(0.3)
            self.head = layers.Dense(3)
            self.projector = layers.Dense(4)  # for another task: it is never built here

        def call(self, x: Any, training: bool = False) -> Any:
            return self.head(self.drop(self.hidden(x), training=training))

    fit(Network(), x := normal(48, 8), labels(x), validation_data=(x, labels(x)))


def time_series() -> None:
    """Windows over a long series that is not shuffled, and a target of one step ahead."""
    series = np.sin(np.arange(120) / 5.0) + 0.1 * RNG.normal(size=120)
    data = keras.utils.timeseries_dataset_from_array(series[:-10], series[10:], 10, batch_size=16)
    model = keras.Sequential([keras.Input((10,)), layers.Reshape((10, 1)), layers.LSTM(8), layers.Dense(1)])
    model.compile("adam", "mae")
    model.fit(data, epochs=3, verbose=0)


WORKLOADS: list[Callable[[], None]] = [
    several_inputs_and_answers, nested_models_with_a_shared_layer, siamese_with_distances, pair_of_twins,
    autoencoder, variational_autoencoder, fine_tuning, low_rank_adaptation, subclassed_with_an_unused_branch,
    time_series,
]  # fmt: skip
