"""Pictures of 0 to 255, scaled by a line of call(), by a layer, or by a normalization behind the first."""

import keras
import numpy as np
from keras import layers


class Scaling(keras.Model):
    def __init__(self):
        super().__init__()
        self.head = keras.Sequential([layers.Flatten(), layers.Dense(3)])

    def call(self, pictures):
        return self.head(pictures / 127.5 - 1.0)


rng = np.random.default_rng(0)
pictures = rng.integers(0, 256, size=(32, 8, 8, 3)).astype("float32")
labels = rng.integers(0, 3, size=32)
layered = keras.Sequential(
    [
        keras.Input((8, 8, 3)),
        layers.Rescaling(1 / 255),
        layers.Conv2D(4, 3, activation="relu"),
        layers.Flatten(),
        layers.Dense(3),
    ]
)
normalized = keras.Sequential(
    [
        keras.Input((8, 8, 3)),
        layers.Conv2D(4, 3, use_bias=False),
        layers.BatchNormalization(),
        layers.ReLU(),
        layers.GlobalAveragePooling2D(),
        layers.Dense(3),
    ]
)
for model in (Scaling(), layered, normalized):
    model.compile("adam", keras.losses.SparseCategoricalCrossentropy(from_logits=True))
    model.fit(pictures, labels, batch_size=16, verbose=0)
