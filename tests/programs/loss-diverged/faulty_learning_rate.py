"""Gradient descent just above its largest stable step: the loss grows a little with each step, for good."""

import keras
import numpy as np
from keras import layers

keras.utils.set_random_seed(0)
rng = np.random.default_rng(0)
x = rng.normal(size=(64, 4)).astype("float32")
y = (x @ np.array([1.0, -2.0, 0.5, 0.0]) + 0.3).astype("float32")
x[:, 0] *= 2.0

model = keras.Sequential([keras.Input((4,)), layers.Dense(1)])
model.compile(keras.optimizers.SGD(0.29), "mse")
model.fit(x, y, batch_size=64, epochs=120, verbose=0)  # @here
