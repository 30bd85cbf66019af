"""Half of all activations are zero, dropout adds more, one channel in four is really dead: that is fine."""

import keras
import numpy as np
from keras import layers

rng = np.random.default_rng(0)
x = rng.normal(size=(320, 12)).astype("float32")
y = (x[:, 0] + x[:, 1] > 0).astype("int32")
bias = np.where(np.arange(24) % 4 == 0, -20.0, -0.3)

model = keras.Sequential([
    keras.Input((12,)),
    layers.Dense(24, activation="relu", bias_initializer=lambda shape, dtype: keras.ops.cast(bias, dtype)),
    layers.Dropout(0.5),
    layers.Dense(24, activation="relu"),
    layers.Dense(2),
])  # fmt: skip
model.compile("adam", keras.losses.SparseCategoricalCrossentropy(from_logits=True))
model.fit(x, y, batch_size=16, epochs=3, verbose=0)
