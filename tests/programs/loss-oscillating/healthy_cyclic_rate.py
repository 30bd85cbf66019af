"""A cyclic learning rate: the loss goes up with it and comes down with it, as is meant."""

import keras
import numpy as np
from keras import layers

keras.utils.set_random_seed(5)
rng = np.random.default_rng(5)
x = rng.normal(size=(96, 6)).astype("float32")
y = (np.sin(2 * x[:, 0]) + 0.5 * rng.normal(size=96)).astype("float32")

model = keras.Sequential([keras.Input((6,)), layers.Dense(16, activation="tanh"), layers.Dense(1)])
model.compile(keras.optimizers.SGD(0.1), "mse")
cycle = keras.callbacks.LearningRateScheduler(lambda epoch, rate: 0.6 if epoch % 2 else 0.02)
model.fit(x, y, batch_size=32, epochs=30, verbose=0, callbacks=[cycle])
