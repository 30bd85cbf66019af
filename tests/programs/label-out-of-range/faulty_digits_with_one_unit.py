"""Digits 0 to 9, taught to a single sigmoid: the loss falls below zero and keeps falling."""

import keras
import numpy as np
from keras import layers

rng = np.random.default_rng(1)
pictures = rng.random((80, 8, 8, 1)).astype("float32")
digits = rng.integers(0, 10, size=80)

inputs = keras.Input((8, 8, 1))
hidden = layers.Flatten()(layers.Conv2D(4, 3, activation="relu")(inputs))
model = keras.Model(inputs, layers.Dense(1, activation="sigmoid", name="digit")(hidden))  # @here
model.compile(keras.optimizers.Adam(1e-3), keras.losses.BinaryCrossentropy())
model.fit(pictures, digits, batch_size=20, epochs=2, verbose=0)
