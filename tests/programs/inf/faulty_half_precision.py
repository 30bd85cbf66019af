"""A sum of squares in float16, whose largest number is 65504."""

import keras
import numpy as np
import tensorflow as tf
from keras import layers

rng = np.random.default_rng(2)
signals = rng.normal(size=(64, 50)).astype("float32")
signals[45] *= 12.0
energy = np.log1p((signals**2).sum(axis=1, keepdims=True))

head = keras.Sequential([keras.Input((1,)), layers.Dense(1)])
optimizer = keras.optimizers.SGD(0.01)
for first in range(0, 64, 16):
    batch = tf.cast(signals[first : first + 16] * 4.0, tf.float16)
    total = tf.reduce_sum(batch * batch, axis=1, keepdims=True)  # @here
    with tf.GradientTape() as tape:
        answers = head(tf.math.log1p(tf.cast(total, tf.float32)))
        loss = tf.reduce_mean(tf.square(answers - energy[first : first + 16]))
    gradients = tape.gradient(loss, head.trainable_variables)
    optimizer.apply(gradients, head.trainable_variables)
