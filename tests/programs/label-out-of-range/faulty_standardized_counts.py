"""Counts were standardized with the features, and are then given to the Poisson loss."""

import keras
import numpy as np

rng = np.random.default_rng(4)
x = rng.normal(size=(60, 3)).astype("float32")
counts = rng.poisson(4.0, size=60).astype("float32")
counts = (counts - counts.mean()) / counts.std()

model = keras.Sequential([keras.Input((3,)), keras.layers.Dense(1, activation="exponential")])
model.compile("adam", keras.losses.Poisson())
model.fit(x, counts, epochs=2, verbose=0)  # @here
