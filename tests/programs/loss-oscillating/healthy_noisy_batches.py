"""Batches of two rows: their losses differ by a factor of hundred, the model learns."""

import keras
import numpy as np
from keras import layers

keras.utils.set_random_seed(3)
rng = np.random.default_rng(3)
x = rng.normal(size=(40, 5)).astype("float32")
y = ((x[:, 0] + 0.8 * rng.normal(size=40)) > 0).astype("float32")

model = keras.Sequential([keras.Input((5,)), layers.Dense(8, activation="relu"), layers.Dense(1, "sigmoid")])
model.compile(keras.optimizers.SGD(0.05, momentum=0.9), "binary_crossentropy")
model.fit(x, y, batch_size=2, epochs=22, verbose=0)
