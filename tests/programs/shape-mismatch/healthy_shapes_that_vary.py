"""Sequences of other lengths in every batch, a last batch that is smaller, broadcasting on purpose."""

import keras
import numpy as np
from keras import layers, ops


class Centred(layers.Layer):
    def call(self, inputs):
        return inputs - ops.mean(inputs, axis=1, keepdims=True)


def batches():
    rng = np.random.default_rng(0)
    for length, rows in ((5, 16), (9, 16), (7, 3)) * 4:
        x = rng.normal(size=(rows, length, 4)).astype("float32")
        yield x, x.max(axis=(1, 2))[:, None]


inputs = keras.Input((None, 4))
hidden = layers.GRU(8)(Centred()(inputs))
model = keras.Model(inputs, layers.Dense(1)(hidden))
model.compile(optimizer="adam", loss="mse")
model.fit(batches(), steps_per_epoch=6, epochs=2, verbose=0)
