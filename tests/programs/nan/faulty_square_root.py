"""Roots of parabolas in a hand-written loop; one of them has none."""

import keras
import numpy as np
import tensorflow as tf
from keras import layers

rng = np.random.default_rng(1)
b = rng.uniform(2.0, 4.0, size=(64, 1)).astype("float32")
c = rng.uniform(0.1, 0.9, size=(64, 1)).astype("float32")
c[41] = 9.0

corrector = keras.Sequential([keras.Input((1,)), layers.Dense(1)])
optimizer = keras.optimizers.Adam()
for first in range(0, 64, 16):
    rows = slice(first, first + 16)
    with tf.GradientTape() as tape:
        root = (tf.sqrt(b[rows] ** 2 - 4 * c[rows]) - b[rows]) / 2  # @here
        loss = tf.reduce_mean(tf.square(corrector(root) - c[rows]))
    gradients = tape.gradient(loss, corrector.trainable_variables)
    optimizer.apply(gradients, corrector.trainable_variables)
