"""Adam with a learning rate of one: the first update replaces every weight."""

import keras
import numpy as np
from keras import layers

rng = np.random.default_rng(0)
x = rng.normal(size=(256, 8)).astype("float32")
y = rng.integers(0, 3, size=256)

model = keras.Sequential([
    keras.Input((8,)),
    layers.Dense(128, activation="relu"),
    layers.Dense(128, activation="relu"),
    layers.Dense(3),
])  # fmt: skip
model.compile(
    keras.optimizers.Adam(1.0),  # @here
    keras.losses.SparseCategoricalCrossentropy(from_logits=True),
)
model.fit(x, y, batch_size=32, verbose=0)
