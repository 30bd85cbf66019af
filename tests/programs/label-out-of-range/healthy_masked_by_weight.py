"""Several answers a row, some of them unknown: -1, with a sample weight of 0."""

import keras
import numpy as np

rng = np.random.default_rng(1)
x = rng.normal(size=(64, 5)).astype("float32")
y = (rng.random((64, 1)) > 0.5).astype("float32")
known = (rng.random(64) > 0.3).astype("float32")
y[known == 0] = -1

model = keras.Sequential(
    [
        keras.Input((5,)),
        keras.layers.Dense(8, activation="relu"),
        keras.layers.Dense(1, activation="sigmoid"),
    ]
)
model.compile("adam", "binary_crossentropy")
model.fit(x, y, sample_weight=known, batch_size=16, epochs=2, verbose=0)
