"""A search for the largest batch that fits expects to be refused."""

import keras
import numpy as np
import tensorflow as tf
from keras import layers

rng = np.random.default_rng(0)
x = rng.normal(size=(64, 4)).astype("float32")
y = x[:, :1] - x[:, 1:2]


class Room(keras.callbacks.Callback):
    def on_train_batch_begin(self, batch, logs=None):
        if size > 16:
            raise tf.errors.ResourceExhaustedError(None, None, "OOM when allocating tensor with shape[64,4]")


model = keras.Sequential([layers.Dense(8, activation="relu"), layers.Dense(1)])
model.compile(optimizer="adam", loss="mse")
size = 64
while size > 1:
    try:
        model.fit(x, y, batch_size=size, verbose=0, callbacks=[Room()])
        break
    except tf.errors.ResourceExhaustedError:
        size //= 2
print("the largest batch is", size)
