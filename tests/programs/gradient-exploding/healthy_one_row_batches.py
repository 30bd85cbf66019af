"""Batches of one row: the gradient of one is often a hundred times that of the one before."""

import keras
import numpy as np
from keras import layers

rng = np.random.default_rng(5)
x = rng.normal(size=(150, 4)).astype("float32")
y = np.exp(x[:, :1]) * (x[:, 1:2] > 0)

model = keras.Sequential([keras.Input((4,)), layers.Dense(16, activation="relu"), layers.Dense(1)])
model.compile(keras.optimizers.SGD(0.01), "mse")
model.fit(x, y, batch_size=1, epochs=2, verbose=0)
