"""Fine-tuning with a small learning rate: the loss falls by little in a step, and it falls."""

import keras
import numpy as np
from keras import layers

keras.utils.set_random_seed(5)
rng = np.random.default_rng(5)
x = rng.normal(size=(640, 10)).astype("float32")
y = np.argmax(x[:, :3], axis=1)

model = keras.Sequential([keras.Input((10,)), layers.Dense(16, activation="gelu"), layers.Dense(3)])
loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
model.compile(keras.optimizers.AdamW(2e-4), loss, metrics=["accuracy"])
model.fit(x, y, batch_size=32, epochs=27, verbose=0)
