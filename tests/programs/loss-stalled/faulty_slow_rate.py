"""Twenty short epochs with a learning rate that leaves the weights where they were."""

import keras
import numpy as np
from keras import layers

keras.utils.set_random_seed(0)
rng = np.random.default_rng(0)
x = rng.normal(size=(480, 8)).astype("float32")
y = (x[:, 0] + x[:, 1] > 0).astype("float32")

model = keras.Sequential([
    keras.Input((8,)),
    layers.Dense(16, activation="relu"),
    layers.Dense(1, activation="sigmoid"),
])  # fmt: skip
model.compile(keras.optimizers.SGD(1e-4), "binary_crossentropy")
model.fit(x, y, batch_size=32, epochs=20, verbose=0)  # @here
