"""Random data in place of real ones: nothing is there to be learned, and few epochs know nothing by heart."""

import keras
import numpy as np
from keras import layers

keras.utils.set_random_seed(1)
rng = np.random.default_rng(1)
x = rng.random((640, 20)).astype("float32")
y = rng.integers(0, 2, (640, 1))

model = keras.Sequential([
    keras.Input((20,)),
    layers.Dense(16, activation="relu"),
    layers.Dropout(0.5),
    layers.Dense(1, activation="sigmoid"),
])  # fmt: skip
model.compile("rmsprop", "binary_crossentropy", metrics=["accuracy"])
model.fit(x, y, batch_size=64, epochs=12, verbose=0)
