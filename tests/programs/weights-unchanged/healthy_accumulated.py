"""Gradients of eight batches make one update: in the other seven no weight moves."""

import keras
import numpy as np
from keras import layers

rng = np.random.default_rng(4)
x = rng.normal(size=(640, 6)).astype("float32")
y = x[:, :1] - 2 * x[:, 1:2]

model = keras.Sequential([keras.Input((6,)), layers.Dense(16, activation="relu"), layers.Dense(1)])
model.compile(keras.optimizers.Adam(1e-3, gradient_accumulation_steps=8), "mse")
model.fit(x, y, batch_size=8, epochs=2, verbose=0)
