"""Everything in bfloat16, weights too: there Adam's beta_2 of 0.999 is 1, and its updates are zero."""

import keras
import numpy as np
from keras import layers

keras.config.set_dtype_policy("bfloat16")
rng = np.random.default_rng(7)
x = rng.normal(size=(256, 6)).astype("float32")
y = rng.integers(0, 3, size=256)

model = keras.Sequential([
    keras.Input((6,)),
    layers.Dense(16, activation="gelu"),  # @here
    layers.Dense(3),
])  # fmt: skip
model.compile("adam", keras.losses.SparseCategoricalCrossentropy(from_logits=True))
model.fit(x, y, batch_size=16, verbose=0)
