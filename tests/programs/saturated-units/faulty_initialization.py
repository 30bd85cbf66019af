"""Weights drawn with a standard deviation of 10 where 0.1 was meant."""

import keras
import numpy as np
from keras import layers

rng = np.random.default_rng(0)
x = rng.normal(size=(320, 16)).astype("float32")
y = (x[:, 0] * x[:, 1] > 0).astype("float32")

wide = keras.initializers.RandomNormal(stddev=10.0, seed=1)
inputs = keras.Input((16,))
hidden = layers.Dense(32, activation="tanh", kernel_initializer=wide)(inputs)  # @here
outputs = layers.Dense(1, activation="sigmoid")(hidden)
model = keras.Model(inputs, outputs)
model.compile("adam", "binary_crossentropy")
model.fit(x, y, batch_size=16, epochs=3, verbose=0)
