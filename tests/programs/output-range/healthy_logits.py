"""Logits with losses that know of them, probabilities by an activation of one's own, and a masked target."""

import keras
import numpy as np
from keras import layers, ops

rng = np.random.default_rng(2)
x = rng.normal(size=(64, 5)).astype("float32")
y = (x[:, :1] > 0).astype("float32")


def squash(logits):
    return 0.5 * (1.0 + ops.tanh(0.5 * logits))


for activation, loss in (
    ("linear", keras.losses.BinaryCrossentropy(from_logits=True)),
    (squash, "binary_crossentropy"),
    ("sigmoid", keras.losses.BinaryFocalCrossentropy()),
    ("tanh", "hinge"),
):
    keras.utils.set_random_seed(0)
    model = keras.Sequential([keras.Input((5,)), layers.Dense(8, "relu"), layers.Dense(1, activation)])
    model.compile("adam", loss)
    model.fit(x, y, batch_size=16, epochs=2, verbose=0)

regression = keras.Sequential([keras.Input((5,)), layers.Dense(1, activation="sigmoid")])
regression.compile("adam", "mse")
targets = np.where(y > 0, 0.8, -1.0)
regression.fit(x, targets, sample_weight=(y[:, 0] > 0).astype("float32"), batch_size=16, verbose=0)
