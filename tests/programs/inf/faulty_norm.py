"""A distance between equal points: the gradient of a square root at zero."""

import keras
import numpy as np
import tensorflow as tf
from keras import layers

rng = np.random.default_rng(1)
left = rng.normal(size=(64, 4)).astype("float32")
right = rng.normal(size=(64, 4)).astype("float32")
right[40] = left[40]

encoder = keras.Sequential([keras.Input((4,)), layers.Dense(3)])
optimizer = keras.optimizers.Adam()
for first in range(0, 64, 16):
    rows = slice(first, first + 16)
    with tf.GradientTape() as tape:
        squares = tf.reduce_sum((encoder(left[rows]) - encoder(right[rows])) ** 2, axis=1)
        loss = tf.reduce_mean(tf.sqrt(squares))  # @here
    gradients = tape.gradient(loss, encoder.trainable_variables)
    optimizer.apply(gradients, encoder.trainable_variables)
