"""A classifier whose author meant weights of 0.1 and gave a bias of -10."""

import keras
import numpy as np
from keras import layers

rng = np.random.default_rng(0)
x = rng.normal(size=(320, 12)).astype("float32")
y = (x[:, 0] + x[:, 1] > 0).astype("int32")

model = keras.Sequential([
    keras.Input((12,)),
    layers.Dense(24, activation="relu"),
    layers.Dense(24, activation="relu", bias_initializer=keras.initializers.Constant(-10.0)),  # @here
    layers.Dense(2),
])  # fmt: skip
model.compile("adam", keras.losses.SparseCategoricalCrossentropy(from_logits=True))
model.fit(x, y, batch_size=16, epochs=3, verbose=0)
