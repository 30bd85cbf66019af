"""Noisy measurements on a line: the best line is found soon, and the rest of the loss is noise."""

import keras
import numpy as np
from keras import layers

rng = np.random.default_rng(4)
x = rng.normal(size=(640, 1)).astype("float32")
y = 2 * x[:, 0] + 1 + rng.normal(scale=0.8, size=640)

model = keras.Sequential([keras.Input((1,)), layers.Dense(1)])
model.compile(keras.optimizers.SGD(0.1), "mse")
model.fit(x, y, batch_size=32, epochs=20, verbose=0)
model.fit(x, y, batch_size=32, epochs=12, verbose=0)
