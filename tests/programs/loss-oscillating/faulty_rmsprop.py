"""RMSprop with a learning rate of 0.5, five hundred times the usual: every epoch undoes the last one."""

import keras
import numpy as np
from keras import layers

keras.utils.set_random_seed(0)
rng = np.random.default_rng(2)
x = rng.normal(size=(96, 5)).astype("float32")
y = rng.integers(0, 3, 96)
x[np.arange(96), y] += 1.0

model = keras.Sequential([keras.Input((5,)), layers.Dense(8, activation="tanh"), layers.Dense(3)])
loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
model.compile(keras.optimizers.RMSprop(0.5), loss)
model.fit(x, y, batch_size=32, epochs=40, verbose=0)  # @here
