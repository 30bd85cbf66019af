"""Entropy of a mask that can be empty: 0 * log(0)."""

import keras
import numpy as np
from keras import layers, ops


class Entropy(layers.Layer):
    def call(self, p):
        return p * ops.log(p)  # @here


rng = np.random.default_rng(0)
x = rng.uniform(0.1, 1.0, size=(96, 6)).astype("float32")
x[70, 2] = 0.0
y = rng.integers(0, 2, 96)

model = keras.Sequential([keras.Input((6,)), Entropy(), layers.Dense(2)])
model.compile("adam", keras.losses.SparseCategoricalCrossentropy(from_logits=True))
model.fit(x, y, batch_size=16, epochs=1, shuffle=False, verbose=0)
