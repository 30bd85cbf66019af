"""House prices by gradient descent: the step is a little too long, and the error grows with each of them."""

import keras
import numpy as np
from keras import layers

keras.utils.set_random_seed(1)
rng = np.random.default_rng(0)
x = rng.normal(size=(512, 8)).astype("float32")
y = x @ rng.normal(size=(8, 1)).astype("float32")

model = keras.Sequential([keras.Input((8,)), layers.Dense(1)])  # @here
model.compile(keras.optimizers.SGD(1.5), "mse")
model.fit(x, y, batch_size=64, epochs=5, verbose=0)
