"""Transfer learning: the base is frozen, then its last layer is trained, too."""

import keras
import numpy as np
from keras import layers

rng = np.random.default_rng(5)
x = rng.normal(size=(128, 6)).astype("float32")
y = rng.integers(0, 3, size=128)

base = keras.Sequential(
    [keras.Input((6,)), layers.Dense(12, activation="relu"), layers.Dense(12, activation="relu")], name="base"
)
base.trainable = False
model = keras.Sequential([keras.Input((6,)), base, layers.Dense(3)])
loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
model.compile("adam", loss)
model.fit(x, y, batch_size=16, epochs=2, verbose=0)

base.trainable = True
base.layers[0].trainable = False
model.compile(keras.optimizers.Adam(1e-4), loss)
model.fit(x, y, batch_size=16, epochs=2, verbose=0)
