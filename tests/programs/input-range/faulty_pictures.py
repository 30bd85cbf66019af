"""Grey pictures of 0 to 255 go into a convolution as they are."""

import keras
import numpy as np
from keras import layers

rng = np.random.default_rng(0)
pictures = rng.integers(0, 256, size=(48, 12, 12)).astype("uint8")  # @here
digits = rng.integers(0, 10, size=48)

model = keras.Sequential(
    [
        keras.Input((12, 12)),
        layers.Reshape((12, 12, 1)),
        layers.Conv2D(8, 3, activation="relu"),
        layers.MaxPooling2D(),
        layers.Flatten(),
        layers.Dense(10, activation="softmax"),
    ]
)
model.compile("adam", "sparse_categorical_crossentropy")
model.fit(pictures, digits, batch_size=16, verbose=0)
