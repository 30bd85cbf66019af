"""A table with a column of text and missing numbers becomes an array of Python objects."""

import keras
import numpy as np
from keras import layers

rows = [[1.5, "red", 3], [2.5, "blue", None], [0.5, "red", 1], [1.0, "green", 2]] * 8
table = np.array(rows, dtype=object)
price = np.linspace(0, 1, len(rows), dtype="float32")

model = keras.Sequential([layers.Dense(8, activation="relu"), layers.Dense(1)])
model.compile(optimizer="adam", loss="mse")
model.fit(table, price, batch_size=8, verbose=0)  # @here
