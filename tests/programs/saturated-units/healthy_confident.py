"""Two clouds far apart: the sigmoid at the end is sure of nearly every row, and right."""

import keras
import numpy as np
from keras import layers

rng = np.random.default_rng(0)
y = rng.integers(0, 2, size=(320, 1)).astype("float32")
x = (rng.normal(size=(320, 6)) + 4 * (2 * y - 1)).astype("float32")

model = keras.Sequential([
    keras.Input((6,)),
    layers.Dense(12, activation="tanh"),
    layers.Dense(1, activation="sigmoid", name="answer"),
])  # fmt: skip
model.compile(keras.optimizers.Adam(0.05), "binary_crossentropy")
model.fit(x, y, batch_size=16, epochs=6, verbose=0)
