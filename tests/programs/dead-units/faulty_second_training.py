"""Trained in two parts; in between, weights are put back with a bias that kills the hidden layer."""

import keras
import numpy as np
from keras import layers

keras.utils.set_random_seed(2)
rng = np.random.default_rng(2)
x = rng.normal(size=(480, 12)).astype("float32")
y = (x[:, 0] + x[:, 1] > 0).astype("int32")

hidden = layers.Dense(24, activation="relu")  # @here
model = keras.Sequential([keras.Input((12,)), hidden, layers.Dense(2)])
model.compile("adam", keras.losses.SparseCategoricalCrossentropy(from_logits=True))
model.fit(x, y, batch_size=8, epochs=1, verbose=0)

kernel, bias = hidden.get_weights()
hidden.set_weights([kernel, bias - 30.0])
model.fit(x, y, batch_size=16, epochs=1, verbose=0)
