"""Prices in thousands: worse than a constant until the bias is there, and on the way at every epoch."""

import keras
import numpy as np
from keras import layers

keras.utils.set_random_seed(2)
rng = np.random.default_rng(2)
x = rng.normal(size=(320, 6)).astype("float32")
y = 30 + 5 * x[:, 0] - 3 * x[:, 1]

model = keras.Sequential([keras.Input((6,)), layers.Dense(16, activation="relu"), layers.Dense(1)])
model.compile(keras.optimizers.Adam(0.003), "mse", metrics=["mae"])
model.fit(x, y, batch_size=16, epochs=8, verbose=0)
