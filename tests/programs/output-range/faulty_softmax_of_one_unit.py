"""A yes or no, taught to a softmax over a single unit."""

import keras
import numpy as np

rng = np.random.default_rng(1)
x = rng.normal(size=(64, 5)).astype("float32")
y = (x[:, 0] > 0).astype("float32")

inputs = keras.Input((5,))
hidden = keras.layers.Dense(8, activation="relu")(inputs)
answer = keras.layers.Dense(1, activation="softmax")(hidden)  # @here
model = keras.Model(inputs, answer)
model.compile("adam", "binary_crossentropy", metrics=["accuracy"])
model.fit(x, y, batch_size=16, epochs=3, verbose=0)
