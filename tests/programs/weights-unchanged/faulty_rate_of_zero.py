"""The learning rate was set to zero to see whether the data loads, and has stayed there."""

import keras
import numpy as np

LEARNING_RATE = 0.0

keras.utils.set_random_seed(3)
generator = np.random.default_rng(3)
x = generator.normal(size=(512, 8)).astype("float32")
y = (x[:, 0] + x[:, 1] > 0).astype("int32")

model = keras.Sequential(
    [
        keras.layers.Dense(16, activation="relu"),
        keras.layers.Dense(2, activation="softmax"),
    ]
)
model.compile(keras.optimizers.SGD(LEARNING_RATE), "sparse_categorical_crossentropy")  # @here
model.fit(x, y, epochs=3, verbose=0, callbacks=[keras.callbacks.TerminateOnNaN()])
