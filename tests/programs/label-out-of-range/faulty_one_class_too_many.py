"""Five species, a head for four: the labels are counted from 1."""

import keras
import numpy as np

rng = np.random.default_rng(0)
x = rng.normal(size=(64, 6)).astype("float32")
species = rng.integers(1, 5, size=64)  # @here

model = keras.Sequential(
    [
        keras.Input((6,)),
        keras.layers.Dense(8, activation="relu"),
        keras.layers.Dense(4, activation="softmax"),
    ]
)
model.compile("adam", "sparse_categorical_crossentropy")
model.fit(x, species, batch_size=16, verbose=0)
