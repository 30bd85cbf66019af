"""A few batches of outliers: their losses are hundreds of times the others, the training is not moved."""

import keras
import numpy as np
from keras import layers

keras.utils.set_random_seed(3)
rng = np.random.default_rng(3)
x = rng.normal(size=(640, 4)).astype("float32")
y = (x.sum(axis=1) + rng.normal(scale=0.1, size=640)).astype("float32")
y[::97] += 15.0

model = keras.Sequential([keras.Input((4,)), layers.Dense(8, activation="relu"), layers.Dense(1)])
model.compile(keras.optimizers.Adam(0.005, clipnorm=1.0), "mse")
model.fit(x, y, batch_size=8, epochs=4, verbose=0)
