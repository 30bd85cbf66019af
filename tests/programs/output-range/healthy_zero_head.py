"""A head that starts at zero, as ResNets and transformers do it, with a warm-up, on a task of mere noise."""

import keras
import numpy as np
from keras import layers

rng = np.random.default_rng(1)
x = rng.normal(size=(256, 6)).astype("float32")
y = rng.integers(0, 2, size=256)

rate = keras.optimizers.schedules.CosineDecay(0.0, 60, warmup_target=0.01, warmup_steps=30)
model = keras.Sequential(
    [
        keras.Input((6,)),
        layers.Dense(16, activation="gelu"),
        layers.Dense(2, kernel_initializer="zeros", activation="softmax"),
    ]
)
model.compile(keras.optimizers.Adam(rate), "sparse_categorical_crossentropy")
model.fit(x, y, batch_size=32, epochs=9, verbose=0)
