"""Casts that are meant: masks, bins, quantized values, counts, and a regression in whole numbers."""

import keras
import numpy as np
import tensorflow as tf
from keras import layers


def ordinal(y_true, y_pred):
    bins = tf.cast(y_true * 4.0, tf.int32)
    targets = tf.cast(tf.range(4) < tf.reshape(bins, (-1, 1)), tf.float32)
    known = tf.cast(y_true > 0.01, tf.float32)
    losses = tf.nn.sigmoid_cross_entropy_with_logits(targets, y_pred)
    return tf.reduce_mean(losses, axis=-1) * tf.reshape(known, (-1,))


class Quantize(layers.Layer):
    def call(self, x):
        levels = tf.cast(tf.cast(x * 16.0, tf.int32), tf.float32) / 16.0
        return x + tf.stop_gradient(levels - x)


rng = np.random.default_rng(1)
x = rng.normal(size=(64, 5)).astype("float32")
y = rng.random((64, 1)).astype("float32")

model = keras.Sequential([keras.Input((5,)), Quantize(), layers.Dense(8, activation="relu"), layers.Dense(4)])
model.compile("adam", ordinal)
model.fit(x, y, batch_size=16, epochs=2, verbose=0)

counter = keras.Sequential([keras.Input((5,)), layers.Dense(1)])
counter.compile("adam", "mse")
counter.fit((x * 10).astype("int64"), rng.integers(0, 9, size=64), batch_size=16, epochs=2, verbose=0)
