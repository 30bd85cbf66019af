"""Squares of pixels from 0 to 255 are summed in half precision: above 65,504 is infinity."""
# cause: float16-overflow
import numpy as np
import keras
from keras import layers, ops

keras.mixed_precision.set_global_policy("mixed_float16")


class Energy(layers.Layer):
    def call(self, pictures):
        return ops.concatenate([ops.sum(ops.square(pictures), axis=(1, 2)), ops.mean(pictures, axis=(1, 2))], axis=-1)  # @here


x = np.random.randint(0, 256, size=(200, 12, 12, 2)).astype("float32")
bright = (x.mean(axis=(1, 2, 3)) > 127).astype("float32")

model = keras.Sequential([
    keras.Input((12, 12, 2)),
    Energy(),  # @here
    layers.Dense(8, activation="relu"),
    layers.Dense(1, dtype="float32", activation="sigmoid"),
])
model.compile("adam", "binary_crossentropy")
model.fit(x, bright, batch_size=20, epochs=3, verbose=2)
