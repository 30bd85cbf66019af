"""The output's bias begins at the logarithm of a mistyped prior: the squared error cannot move it."""

import keras
import numpy as np
from keras import layers

rng = np.random.default_rng(2)
x = rng.normal(size=(512, 6)).astype("float32")
y = (x[:, :1] > 0).astype("float32")
PRIOR = keras.initializers.Constant(np.log(2e-9))

model = keras.Sequential([
    keras.Input((6,)),
    layers.Dense(16, activation="tanh"),
    layers.Dense(1, activation="sigmoid", bias_initializer=PRIOR),  # @here
])  # fmt: skip
model.compile("sgd", "mse")
model.fit(x, y, batch_size=32, epochs=2, verbose=0)
