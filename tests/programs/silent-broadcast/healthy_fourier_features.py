"""Coordinates (N, 1) times N frequencies: as many by chance as the batch has rows."""

import keras
import numpy as np
import tensorflow as tf


class FourierFeatures(keras.layers.Layer):
    def __init__(self, count):
        super().__init__()
        self.frequencies = tf.constant(np.linspace(0.5, 8.0, count), tf.float32)
        self.gain = self.add_weight(shape=(count,), initializer="ones", name="gain")

    def call(self, t):
        angles = t * self.frequencies * self.gain
        return tf.concat([tf.sin(angles), tf.cos(angles)], axis=-1)


rng = np.random.default_rng(2)
t = rng.uniform(-1.0, 1.0, size=(64, 1)).astype("float32")
model = keras.Sequential([keras.Input((1,)), FourierFeatures(16), keras.layers.Dense(1)])
model.compile("adam", "mse")
model.fit(t, np.sin(5.0 * t), batch_size=16, epochs=2, verbose=0)
