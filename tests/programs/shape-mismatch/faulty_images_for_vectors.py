"""Images go into a functional model that was made for vectors."""

import keras
import numpy as np
from keras import layers

rng = np.random.default_rng(0)
images = rng.random((32, 8, 8)).astype("float32")
digits = rng.integers(0, 10, size=32)

pixels = keras.Input((64,), name="pixels")  # @here
hidden = layers.Dense(16, activation="relu")(pixels)
outputs = layers.Dense(10, activation="softmax")(hidden)
model = keras.Model(pixels, outputs)
model.compile(optimizer="adam", loss="sparse_categorical_crossentropy")
model.fit(images, digits, batch_size=8, verbose=0)
