"""Twelve layers with shortcuts and normalisation: the first ones get their share."""

import keras
import numpy as np
from keras import layers

rng = np.random.default_rng(4)
x = rng.normal(size=(320, 16)).astype("float32")
y = (x[:, 0] > 0).astype("float32")

inputs = keras.Input((16,))
hidden = inputs
for _ in range(12):
    inner = layers.Dense(16, activation="gelu")(layers.LayerNormalization()(hidden))
    hidden = layers.Add()([hidden, inner])
model = keras.Model(inputs, layers.Dense(1, activation="sigmoid")(hidden))
model.compile("adam", "binary_crossentropy")
model.fit(x, y, batch_size=32, epochs=3, verbose=0)
