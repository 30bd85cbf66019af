"""Layers of Keras, one kind a workload."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import keras
import numpy as np
from keras import layers, ops

from tests.probe.healthy.common import RNG, any_labels, fit, labels, normal, targets, tokens

if TYPE_CHECKING:
    from collections.abc import Callable


def convolution() -> None:
    model = keras.Sequential([
        keras.Input((12, 12, 4)), layers.Conv2D(8, 3), layers.BatchNormalization(), layers.ReLU(),
        layers.Conv2D(8, 3, groups=2), layers.MaxPooling2D(), layers.SpatialDropout2D(0.2), layers.Flatten(),
        layers.Dense(3),
    ])  # fmt: skip
    fit(model, x := normal(48, 12, 12, 4), labels(x), validation_split=0.25)


def separable_convolution() -> None:
    model = keras.Sequential([
        keras.Input((10, 10, 3)), layers.DepthwiseConv2D(3, activation="relu6"), layers.GroupNormalization(3),
        layers.SeparableConv2D(8, 3, activation="relu"),
        layers.Conv2DTranspose(4, 2, activation="leaky_relu"),
        layers.AveragePooling2D(2), layers.GlobalAveragePooling2D(), layers.Dense(3),
    ])  # fmt: skip
    fit(model, x := normal(48, 10, 10, 3), labels(x))


def convolution_over_time() -> None:
    model = keras.Sequential([
        keras.Input((16, 4)), layers.Conv1D(8, 3, padding="causal", dilation_rate=2, activation="relu"),
        layers.ZeroPadding1D(1), layers.MaxPooling1D(), layers.Flatten(), layers.Dense(1),
    ])  # fmt: skip
    fit(model, x := normal(48, 16, 4), targets(x), loss="huber")


def masked_recurrence() -> None:
    model = keras.Sequential([
        keras.Input((10,), dtype="int32"), layers.Embedding(20, 8, mask_zero=True),
        layers.Bidirectional(layers.LSTM(4, return_sequences=True)), layers.GRU(4), layers.Dense(3),
    ])  # fmt: skip
    fit(model, x := tokens(32, 10), x[:, 0] % 3)


def recurrence_with_clipping() -> None:
    model = keras.Sequential([
        keras.Input((12, 2)), layers.Masking(), layers.SimpleRNN(8, activation="relu", return_sequences=True),
        layers.TimeDistributed(layers.Dense(4, activation="tanh")), layers.GRU(4, recurrent_dropout=0.1),
        layers.Dense(1),
    ])  # fmt: skip
    x = normal(32, 12, 2)
    x[::3, 8:] = 0.0
    fit(model, x, targets(x), loss="mse", optimizer=keras.optimizers.RMSprop(clipvalue=0.5))


def causal_attention() -> None:
    inputs = keras.Input((8,), dtype="int32")
    hidden = layers.Embedding(20, 16, mask_zero=True)(inputs)
    hidden += layers.MultiHeadAttention(2, 8, dropout=0.1)(hidden, hidden, use_causal_mask=True)
    hidden = layers.LayerNormalization()(hidden)
    model = keras.Model(inputs, layers.Dense(3)(layers.GlobalMaxPooling1D()(hidden)))
    fit(model, x := tokens(32, 8), x[:, 0] % 3)


def encoder_of_a_transformer() -> None:
    inputs = keras.Input((6, 8))
    hidden = layers.Dense(16)(inputs) + layers.Embedding(6, 16)(ops.arange(6))
    for _ in range(2):
        hidden = layers.LayerNormalization()(hidden + layers.MultiHeadAttention(2, 8)(hidden, hidden))
        wide = layers.Dense(32, activation="gelu")(hidden)
        hidden = layers.LayerNormalization()(hidden + layers.Dropout(0.1)(layers.Dense(16)(wide)))
    model = keras.Model(inputs, layers.Dense(3)(layers.GlobalAveragePooling1D()(hidden)))
    fit(model, x := normal(48, 6, 8), labels(x), optimizer=keras.optimizers.AdamW(1e-3))


def preprocessing_layers() -> None:
    """Columns of every scale and type, adapted to before."""
    ages = RNG.uniform(18, 90, size=(64, 1)).astype("float32")
    incomes = RNG.uniform(1e4, 2e5, size=(64, 1)).astype("float32")
    towns = np.array(["Bern", "Ulm", "Graz", "Linz"])[RNG.integers(0, 4, 64)][:, None]
    normalization, discretization = layers.Normalization(), layers.Discretization(num_bins=4)
    lookup = layers.StringLookup(output_mode="one_hot")
    normalization.adapt(incomes)
    discretization.adapt(ages)
    lookup.adapt(towns)
    inputs = [keras.Input((1,)), keras.Input((1,))]
    binned = layers.CategoryEncoding(4, output_mode="one_hot")(discretization(inputs[0]))
    joined = layers.Concatenate()([binned, normalization(inputs[1])])
    coded = keras.Input((5,))
    model = keras.Model([*inputs, coded], layers.Dense(2)(layers.Concatenate()([joined, coded])))
    fit(model, [ages, incomes, np.asarray(lookup(towns))], (ages[:, 0] > 50).astype("int32"))


def text_vectorization() -> None:
    words = np.array(["good", "bad", "fine", "poor", "nice", "ugly"])
    picked = RNG.integers(0, 6, size=(48, 4))
    texts = np.array([" ".join(row) for row in words[picked]])
    vectorization = layers.TextVectorization(max_tokens=20, output_sequence_length=6)
    vectorization.adapt(texts)
    model = keras.Sequential([
        keras.Input((6,), dtype="int64"), layers.Embedding(20, 8, mask_zero=True),
        layers.GlobalAveragePooling1D(), layers.Dense(2),
    ])  # fmt: skip
    fit(model, np.asarray(vectorization(texts)), picked[:, 0] % 2)


def augmentation() -> None:
    model = keras.Sequential([
        keras.Input((8, 8, 3)), layers.Rescaling(1 / 255), layers.RandomFlip(), layers.RandomRotation(0.1),
        layers.RandomContrast(0.2), layers.Conv2D(4, 3, activation="relu"), layers.GlobalMaxPooling2D(),
        layers.Dense(2),
    ])  # fmt: skip
    pictures = RNG.integers(0, 256, size=(32, 8, 8, 3)).astype("uint8")
    fit(model, pictures, any_labels(32, 2))


def other_activations() -> None:
    inputs = keras.Input((8,))
    hidden = layers.Dense(12, activation="selu", kernel_initializer="lecun_normal")(inputs)
    for name in ("elu", "silu", "mish", "softplus", "softsign", "hard_sigmoid", "hard_silu", "gelu"):
        hidden = layers.Dense(12, activation=name)(hidden)
    hidden = layers.PReLU()(hidden) + layers.LeakyReLU(0.1)(hidden)
    fit(keras.Model(inputs, layers.Dense(3)(hidden)), x := normal(48, 8), labels(x))


def maxout_and_gates() -> None:
    """Squeeze and excitation with a bottleneck of one unit, a gated linear unit, a layer of one's own."""

    class Scale(layers.Layer):  # type: ignore[misc]  # Keras has no types
        def build(self, shape: Any) -> None:
            self.scale = self.add_weight(shape=(shape[-1],), initializer="ones")
            self.steps = self.add_weight(shape=(), initializer="zeros", trainable=False)

        def call(self, x: Any) -> Any:
            self.steps.assign_add(1.0)
            return x * self.scale

    inputs = keras.Input((6, 6, 4))
    hidden = layers.Conv2D(8, 3, activation="relu")(inputs)
    squeezed = layers.Dense(1, activation="relu")(layers.GlobalAveragePooling2D()(hidden))
    hidden *= layers.Reshape((1, 1, 8))(layers.Dense(8, activation="sigmoid")(squeezed))
    flat = Scale()(layers.Flatten()(hidden))
    gated = layers.Dense(8, activation="sigmoid")(flat) * layers.Dense(8)(flat)
    fit(keras.Model(inputs, layers.Dense(3)(gated)), x := normal(48, 6, 6, 4), labels(x))


def lambda_and_reshaping() -> None:
    model = keras.Sequential([
        keras.Input((12,)), layers.Lambda(lambda x: ops.concatenate([x, x**2], axis=-1)),
        layers.Reshape((4, 6)), layers.Permute((2, 1)), layers.UpSampling1D(2), layers.Cropping1D(1),
        layers.Flatten(),
        layers.UnitNormalization(), layers.ActivityRegularization(l2=1e-4), layers.RepeatVector(2),
        layers.Flatten(), layers.Dense(3, kernel_regularizer="l2", kernel_constraint="max_norm"),
    ])  # fmt: skip
    fit(model, x := normal(48, 12), labels(x))


def normalizations() -> None:
    model = keras.Sequential([
        keras.Input((8,)), layers.SpectralNormalization(layers.Dense(8)),
        layers.BatchNormalization(scale=False),
        layers.Activation("relu"), layers.RMSNormalization(), layers.AlphaDropout(0.1), layers.Dense(3),
    ])  # fmt: skip
    fit(model, x := normal(48, 8), labels(x))


WORKLOADS: list[Callable[[], None]] = [
    convolution, separable_convolution, convolution_over_time, masked_recurrence, recurrence_with_clipping,
    causal_attention, encoder_of_a_transformer, preprocessing_layers, text_vectorization, augmentation,
    other_activations, maxout_and_gates, lambda_and_reshaping, normalizations,
]  # fmt: skip
