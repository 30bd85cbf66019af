"""Fine-tuning with a learning rate of 1e-6 and weight decay: updates are small, and meant to be."""

import keras
import numpy as np
from keras import layers

rng = np.random.default_rng(5)
x = rng.normal(size=(512, 8)).astype("float32")
y = (x[:, 0] > 0).astype("float32")

model = keras.Sequential([
    keras.Input((8,)), layers.Dense(32, activation="gelu"), layers.BatchNormalization(), layers.Dense(1),
])  # fmt: skip
model.compile(keras.optimizers.AdamW(1e-6), keras.losses.BinaryCrossentropy(from_logits=True))
model.fit(x, y, batch_size=16, epochs=2, verbose=0)
