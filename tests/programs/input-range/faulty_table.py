"""Houses: the area in square feet and the year stand beside shares and counts, none of them standardized."""

import keras
import numpy as np
import tensorflow as tf


class Price(keras.Model):
    def __init__(self):
        super().__init__()
        self.hidden = keras.layers.Dense(16, activation="relu")
        self.head = keras.layers.Dense(1)

    def call(self, features):
        return self.head(self.hidden(features))


rng = np.random.default_rng(1)
area = rng.normal(1500.0, 400.0, size=64)
year = rng.integers(1900, 2020, size=64)
rooms = rng.integers(1, 8, size=64)
shares = rng.random((64, 4))
houses = np.column_stack([rooms, area, shares, year]).astype("float32")  # @here
price = (area / 1000.0 + 0.1 * rooms).astype("float32")

model = Price()
model.compile("adam", "mse")
model.fit(tf.data.Dataset.from_tensor_slices((houses, price[:, None])).batch(16), verbose=0)
