"""Full batches and a large step: the loss swings on its way down, and gets there."""

import keras
import numpy as np
from keras import layers

keras.utils.set_random_seed(4)
rng = np.random.default_rng(4)
x = rng.normal(size=(80, 4)).astype("float32")
y = (x[:, 0] - x[:, 1]).astype("float32")

model = keras.Sequential([keras.Input((4,)), layers.Dense(12, activation="tanh"), layers.Dense(1)])
model.compile(keras.optimizers.SGD(0.3), "mse")
model.fit(x, y, batch_size=80, epochs=60, verbose=0)
