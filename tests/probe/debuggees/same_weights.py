"""Trains four models for 20 eager steps and prints a checksum of the weights of each.

Usage: same_weights.py. It is run plainly and under the probe; both must print the same.
"""

import hashlib

import keras
import numpy as np
import tensorflow as tf
from keras import layers


def mlp():
    model = keras.Sequential(
        [keras.Input((16,)), layers.Dense(32, activation="relu"), layers.Dropout(0.3), layers.Dense(3)]
    )
    return model, np.random.default_rng(0).normal(size=(80, 16)).astype("float32")


def cnn():
    model = keras.Sequential(
        [
            keras.Input((10, 10, 3)),
            layers.Conv2D(8, 3),
            layers.BatchNormalization(),
            layers.ReLU(),
            layers.MaxPooling2D(),
            layers.GaussianNoise(0.1),
            layers.Flatten(),
            layers.Dropout(0.3),
            layers.Dense(3),
        ]
    )
    return model, np.random.default_rng(1).normal(size=(80, 10, 10, 3)).astype("float32")


def transformer():
    inputs = keras.Input((8,), dtype="int32")
    hidden = layers.Embedding(50, 16)(inputs)
    hidden = layers.LayerNormalization()(
        hidden + layers.MultiHeadAttention(2, 8, dropout=0.2)(hidden, hidden)
    )
    hidden = layers.LayerNormalization()(hidden + layers.Dense(16, activation="gelu")(hidden))
    model = keras.Model(inputs, layers.Dense(3)(layers.Dropout(0.2)(layers.GlobalAveragePooling1D()(hidden))))
    return model, np.random.default_rng(2).integers(0, 50, size=(80, 8))


class TwoTapes(keras.Model):
    def train_step(self, data):
        x, y = data
        weights = self.trainable_variables
        with tf.GradientTape() as outer:
            with tf.GradientTape() as inner:
                predicted = self(x, training=True)
                loss = self.compute_loss(x, y, predicted)
            first = inner.gradient(loss, weights)
        second = outer.gradient(first, weights)
        gradients = [one + 0.1 * two for one, two in zip(first, second, strict=True)]
        self.optimizer.apply_gradients(zip(gradients, weights, strict=True))
        return self.compute_metrics(x, y, predicted)


def two_tapes():
    inputs = keras.Input((16,))
    hidden = layers.Dropout(0.2)(layers.Dense(8, activation="tanh")(inputs))
    x = np.random.default_rng(4).normal(size=(80, 16)).astype("float32")
    return TwoTapes(inputs, layers.Dense(3)(hidden)), x


for make in (mlp, cnn, transformer, two_tapes):
    keras.utils.set_random_seed(13)
    model, x = make()
    y = np.random.default_rng(3).integers(0, 3, size=80)
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    model.compile("adam", loss, metrics=["accuracy"], run_eagerly=True)
    model.fit(x, y, batch_size=8, epochs=2, verbose=0)
    digest = hashlib.sha256()
    for weight in [*model.get_weights(), *(variable.numpy() for variable in model.optimizer.variables)]:
        digest.update(weight.tobytes())
    print(make.__name__, digest.hexdigest())
