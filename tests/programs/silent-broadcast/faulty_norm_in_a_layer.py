"""A layer divides each row's score by the row's length, and forgets to keep the axis."""

import keras
import numpy as np
import tensorflow as tf


class Cosine(keras.layers.Layer):
    def __init__(self):
        super().__init__()
        self.score = keras.layers.Dense(1, use_bias=False)

    def call(self, x):
        length = tf.sqrt(tf.reduce_sum(tf.square(x), axis=1) + 1e-6)
        return tf.reduce_mean(self.score(x) / length, axis=1, keepdims=True)  # @here


rng = np.random.default_rng(3)
x = rng.normal(size=(48, 6)).astype("float32")
y = x[:, :1] / np.linalg.norm(x, axis=1, keepdims=True)

model = keras.Sequential([keras.Input((6,)), keras.layers.Dense(6), Cosine()])
model.compile("sgd", "mse")
model.fit(x, y, batch_size=16, epochs=2, verbose=0)
