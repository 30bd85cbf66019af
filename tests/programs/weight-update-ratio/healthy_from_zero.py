"""A classifier whose kernel and bias begin at zero: their first update is infinitely larger than they are."""

import keras
import numpy as np
from keras import layers

rng = np.random.default_rng(3)
x = rng.normal(size=(256, 8)).astype("float32")
y = (x @ rng.normal(size=(8, 3))).argmax(axis=1)

model = keras.Sequential([keras.Input((8,)), layers.Dense(3, kernel_initializer="zeros")])
model.compile(keras.optimizers.Adam(0.1), keras.losses.SparseCategoricalCrossentropy(from_logits=True))
model.fit(x, y, batch_size=32, epochs=2, verbose=0)
