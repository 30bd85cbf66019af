"""Much memory, and nobody said that it is too much."""

import keras
import numpy as np
from keras import layers

rng = np.random.default_rng(0)
x = rng.normal(size=(512, 16)).astype("float32")
y = x[:, :1] - x[:, 1:2]

model = keras.Sequential([keras.Input((16,)), layers.Dense(8192, activation="relu"), layers.Dense(1)])
model.compile(optimizer=keras.optimizers.SGD(0.0001), loss="mse")
model.fit(x, y, batch_size=256, verbose=0)
