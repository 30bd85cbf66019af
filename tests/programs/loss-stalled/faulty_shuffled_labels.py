"""The rows were shuffled, the labels were not: nothing in a row tells its label any more."""

import keras
import numpy as np
from keras import layers

rng = np.random.default_rng(0)
x = rng.normal(size=(1600, 4)).astype("float32")
y = (x[:, 0] > 0).astype("float32")
rng.shuffle(x)

model = keras.Sequential([keras.Input((4,)), layers.Dense(1, activation="sigmoid")])
model.compile(keras.optimizers.Adam(0.02), "binary_crossentropy")
model.fit(x, y, batch_size=32, epochs=18, verbose=0)  # @here
