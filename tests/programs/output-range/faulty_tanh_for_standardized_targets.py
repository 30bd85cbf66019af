"""Log returns, standardized: every third is beyond what tanh can answer."""

import keras
import numpy as np
from keras import layers

rng = np.random.default_rng(3)
returns = rng.normal(size=400).astype("float32")
windows = np.lib.stride_tricks.sliding_window_view(returns, 9)
x, y = windows[:, :8, None], windows[:, 8:]

model = keras.Sequential(
    [
        keras.Input((8, 1)),
        layers.Conv1D(4, 3, activation="relu"),
        layers.GlobalAveragePooling1D(),
        layers.Dense(1),
        layers.Activation("tanh"),  # @here
    ]
)
model.compile("adam", keras.losses.Huber())
model.fit(x, y, batch_size=32, verbose=0)
