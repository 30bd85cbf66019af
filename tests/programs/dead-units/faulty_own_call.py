"""A subclassed block that subtracts a threshold before its ReLU: nothing gets over it."""

import keras
import numpy as np
from keras import layers, ops

THRESHOLD = 8.0


class Sparse(layers.Layer):
    def __init__(self, units):
        super().__init__()
        self.dense = layers.Dense(units)

    def call(self, x):
        return ops.relu(self.dense(x) - THRESHOLD)  # @here


class Network(keras.Model):
    def __init__(self):
        super().__init__()
        self.sparse = Sparse(16)
        self.head = layers.Dense(1)

    def call(self, x):
        return self.head(self.sparse(x))


rng = np.random.default_rng(1)
x = rng.uniform(-1, 1, size=(256, 6)).astype("float32")
y = x.sum(axis=1, keepdims=True) + 0.1 * rng.normal(size=(256, 1))

model = Network()
model.compile(keras.optimizers.Adam(0.001), "mse")
model.fit(x, y, epochs=4, verbose=0)
