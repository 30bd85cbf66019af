"""Twelve sigmoid layers: nothing of the error reaches the first ones."""

import keras
import numpy as np
from keras import layers

rng = np.random.default_rng(0)
x = rng.normal(size=(512, 16)).astype("float32")
y = (x[:, 0] > 0).astype("float32")

model = keras.Sequential([
    keras.Input((16,)),
    layers.Dense(16, activation="sigmoid"),  # @here
    *[layers.Dense(16, activation="sigmoid") for _ in range(11)],
    layers.Dense(1, activation="sigmoid"),
])  # fmt: skip
model.compile("adam", "binary_crossentropy")
model.fit(x, y, batch_size=32, epochs=3, verbose=0)
