"""The image is flattened before a convolution, which refuses while the model is built."""

import keras
from keras import layers

model = keras.Sequential(
    [
        keras.Input((12, 12, 1)),
        layers.Conv2D(4, 3, activation="relu"),
        layers.Flatten(),
        layers.Conv2D(8, 3, activation="relu"),  # @here
        layers.Dense(10, activation="softmax"),
    ]
)
model.compile(optimizer="adam", loss="sparse_categorical_crossentropy")
