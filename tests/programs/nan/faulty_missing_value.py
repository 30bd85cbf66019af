"""A table with one empty cell: pandas reads it as NaN."""

import keras
import numpy as np
from keras import layers

rng = np.random.default_rng(2)
table = rng.normal(size=(96, 5)).astype("float32")
table[50, 3] = np.nan  # @here
target = table[:, 0] * 2

model = keras.Sequential([keras.Input((5,)), layers.Dense(8, activation="relu"), layers.Dense(1)])
model.compile("adam", "mse")
model.fit(table, target, batch_size=16, epochs=1, verbose=0)
