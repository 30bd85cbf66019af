"""One layer of a small model is as wide as the rest together."""

# keras-debug run --memory-budget 16

import keras
import numpy as np
from keras import layers

rng = np.random.default_rng(0)
x = rng.normal(size=(512, 16)).astype("float32")
y = x[:, :1] - x[:, 1:2]

model = keras.Sequential(
    [
        keras.Input((16,)),
        layers.Dense(32, activation="relu"),
        layers.Dense(8192, activation="relu", name="wide"),  # @here
        layers.Dense(1),
    ]
)
model.compile(optimizer="sgd", loss="mse")
model.fit(x, y, batch_size=512, verbose=0)
