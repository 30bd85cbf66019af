"""Raw TensorFlow does not convert: integer counts times a float weight."""

import keras
import numpy as np
import tensorflow as tf
from keras import layers


class Weighted(layers.Layer):
    def build(self, input_shape):
        self.scale = self.add_weight(shape=(input_shape[-1],), initializer="ones", name="scale")

    def call(self, counts):
        whole = tf.cast(counts, "int32")
        return tf.convert_to_tensor(self.scale) * whole  # @here


rng = np.random.default_rng(0)
x = rng.integers(0, 5, size=(64, 4)).astype("float32")
y = x.sum(axis=1, keepdims=True)

model = keras.Sequential([Weighted(), layers.Dense(1)])
model.compile(optimizer="adam", loss="mse")
model.fit(x, y, batch_size=16, verbose=0)
