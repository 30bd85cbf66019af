"""Attention over long texts: the scores grow with the square of the length."""

# keras-debug run --memory-budget 24

import keras
import numpy as np
from keras import layers, ops


class Attention(layers.Layer):
    def __init__(self):
        super().__init__()
        self.query, self.key, self.value = (layers.Dense(8, name=name) for name in ("query", "key", "value"))

    def call(self, inputs):
        scores = ops.matmul(self.query(inputs), ops.transpose(self.key(inputs), (0, 2, 1)))  # @here
        return ops.matmul(ops.softmax(scores), self.value(inputs))


rng = np.random.default_rng(0)
x = rng.normal(size=(32, 512, 8)).astype("float32")
y = x.mean(axis=(1, 2))[:, None]

model = keras.Sequential([Attention(), layers.GlobalAveragePooling1D(), layers.Dense(1)])
model.compile(optimizer="adam", loss="mse")
model.fit(x, y, batch_size=32, verbose=0)
