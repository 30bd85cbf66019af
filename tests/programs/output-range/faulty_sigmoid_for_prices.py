"""Prices of up to a hundred, taught to a sigmoid."""

import keras
import numpy as np

rng = np.random.default_rng(0)
x = rng.normal(size=(64, 5)).astype("float32")
price = 50.0 + 20.0 * x[:, 0] + rng.normal(size=64)

model = keras.Sequential(
    [
        keras.Input((5,)),
        keras.layers.Dense(16, activation="relu"),
        keras.layers.Dense(1, activation="sigmoid", name="price"),  # @here
    ]
)
model.compile("adam", "mse")
model.fit(x, price, batch_size=16, epochs=3, verbose=0)
