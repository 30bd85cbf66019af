"""A recurrent network on long sequences whose gradients are large, and clipped."""

import keras
import numpy as np
from keras import layers

rng = np.random.default_rng(3)
x = rng.normal(size=(96, 60, 2)).astype("float32")
y = x.cumsum(axis=1)[:, -1:, 0] * 3

model = keras.Sequential([
    keras.Input((60, 2)),
    layers.SimpleRNN(16, activation="linear", recurrent_initializer=keras.initializers.Orthogonal(1.08)),
    layers.Dense(1),
])  # fmt: skip
model.compile(keras.optimizers.Adam(1e-3, global_clipnorm=1.0), "mse")
model.fit(x, y, batch_size=16, epochs=4, verbose=0)
