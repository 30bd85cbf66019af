"""Segmentation with a border class 255 that the loss is told to ignore."""

import keras
import numpy as np
from keras import layers

rng = np.random.default_rng(0)
images = rng.random((12, 8, 8, 3)).astype("float32")
masks = rng.integers(0, 4, size=(12, 8, 8))
masks[:, 0] = masks[:, -1] = 255

model = keras.Sequential(
    [keras.Input((8, 8, 3)), layers.Conv2D(6, 3, padding="same", activation="relu"), layers.Conv2D(4, 1)]
)
model.compile("adam", keras.losses.SparseCategoricalCrossentropy(from_logits=True, ignore_class=255))
model.fit(images, masks, batch_size=4, epochs=2, verbose=0)
