"""Targets (N,) and predictions (N, 1) for losses of Keras, and a function as a loss: Keras aligns them."""

import keras
import numpy as np
from keras import ops


def relative_error(y_true, y_pred):
    return ops.abs(y_true - y_pred) / (1.0 + ops.abs(y_true))


rng = np.random.default_rng(0)
x = rng.normal(size=(64, 4)).astype("float32")
y = x[:, 0] - x[:, 1]

for loss in ("mse", keras.losses.Huber(), relative_error):
    keras.utils.set_random_seed(0)
    model = keras.Sequential([keras.Input((4,)), keras.layers.Dense(8, "relu"), keras.layers.Dense(1)])
    model.compile("adam", loss)
    model.fit(x, y, batch_size=16, epochs=2, verbose=0)
