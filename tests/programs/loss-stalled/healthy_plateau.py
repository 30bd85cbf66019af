"""Exclusive or with a hidden layer and small weights: a plateau of two hundred steps, then it learns."""

import keras
import numpy as np
from keras import layers

keras.utils.set_random_seed(3)
rng = np.random.default_rng(3)
x = rng.choice([-1.0, 1.0], size=(320, 2)).astype("float32")
y = (x[:, 0] * x[:, 1] > 0).astype("float32")

model = keras.Sequential([
    keras.Input((2,)),
    layers.Dense(8, activation="tanh", kernel_initializer=keras.initializers.RandomNormal(stddev=0.1)),
    layers.Dense(1, activation="sigmoid"),
])  # fmt: skip
model.compile(keras.optimizers.SGD(0.3, momentum=0.5), "binary_crossentropy")
model.fit(x, y, batch_size=16, epochs=30, verbose=0)
