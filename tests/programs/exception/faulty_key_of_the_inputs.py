"""A model asks its dictionary of inputs for a name that is not there."""

import keras
import numpy as np
from keras import layers, ops


class TwoTowers(keras.Model):
    def __init__(self):
        super().__init__()
        self.user = layers.Dense(4)
        self.item = layers.Dense(4)

    def call(self, inputs):
        user = self.user(inputs["user"])
        item = self.item(inputs["product"])  # @here
        return ops.sum(user * item, axis=-1, keepdims=True)


rng = np.random.default_rng(0)
x = {"user": rng.normal(size=(64, 3)).astype("float32"), "item": rng.normal(size=(64, 5)).astype("float32")}
y = rng.normal(size=(64, 1)).astype("float32")

model = TwoTowers()
model.compile(optimizer="adam", loss="mse")
model.fit(x, y, batch_size=16, verbose=0)
