"""A layer joins the positive and the negative part along the batch instead of the features."""

import keras
import numpy as np
from keras import layers, ops


class Antirectifier(layers.Layer):
    def build(self, input_shape):
        self.kernel = self.add_weight(shape=(input_shape[-1] * 2, input_shape[-1]), name="kernel")

    def call(self, inputs):
        pos = ops.relu(inputs)
        neg = ops.relu(-inputs)
        concatenated = ops.concatenate([pos, neg], axis=0)
        return ops.matmul(concatenated, self.kernel)  # @here


rng = np.random.default_rng(0)
x = rng.normal(size=(64, 5)).astype("float32")
y = x.sum(axis=1, keepdims=True)

model = keras.Sequential([Antirectifier(), layers.Dense(1)])
model.compile(optimizer="adam", loss="mse")
model.fit(x, y, batch_size=16, verbose=0)
