"""A warm-up that begins at zero and is slow: the first updates change next to nothing."""

import keras
import numpy as np
from keras import layers

rng = np.random.default_rng(3)
x = rng.normal(size=(640, 6)).astype("float32")
y = rng.integers(0, 3, size=640)

rate = keras.optimizers.schedules.CosineDecay(0.0, 2000, warmup_target=1e-3, warmup_steps=1000)
model = keras.Sequential([keras.Input((6,)), layers.Dense(16, activation="gelu"), layers.Dense(3)])
model.compile(keras.optimizers.AdamW(rate), keras.losses.SparseCategoricalCrossentropy(from_logits=True))
model.fit(x, y, batch_size=16, epochs=2, verbose=0)
