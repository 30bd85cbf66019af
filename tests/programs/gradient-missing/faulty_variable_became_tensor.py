"""Linear regression by hand: the update replaces the variable by a tensor."""

import numpy as np
import tensorflow as tf

rng = np.random.default_rng(4)
x = rng.normal(size=(200, 3)).astype("float32")
y = (x @ np.array([[1.0], [-2.0], [0.5]]) + 0.3).astype("float32")

weight = tf.Variable(tf.zeros([3, 1]))
bias = tf.Variable(tf.zeros([1]))

for _ in range(20):
    with tf.GradientTape() as tape:
        loss = tf.reduce_mean(tf.square(x @ weight + bias - y))
    weight_slope, bias_slope = tape.gradient(loss, [weight, bias])  # @here
    weight = weight - 0.1 * weight_slope
    bias = bias - 0.1 * bias_slope
