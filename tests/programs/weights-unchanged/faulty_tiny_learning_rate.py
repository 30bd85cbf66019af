"""The learning rate was meant to be 1e-3; twelve zeros later no weight moves."""

import keras
import numpy as np
from keras import layers

rng = np.random.default_rng(0)
x = rng.normal(size=(256, 6)).astype("float32")
y = x[:, :1] - 2 * x[:, 1:2]

model = keras.Sequential([
    keras.Input((6,)),
    layers.Dense(16, activation="relu", bias_initializer="ones"),
    layers.Dense(1, bias_initializer="ones"),
])  # fmt: skip
model.compile(keras.optimizers.SGD(1e-12), "mse")  # @here
model.fit(x, y, batch_size=16, verbose=0)
