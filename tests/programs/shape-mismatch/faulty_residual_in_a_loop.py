"""A hand-written loop: the shortcut around a block has another width than the block."""

import numpy as np
import tensorflow as tf

rng = np.random.default_rng(0)
x = rng.normal(size=(64, 8)).astype("float32")
y = rng.normal(size=(64, 1)).astype("float32")
first = tf.Variable(rng.normal(size=(8, 16)).astype("float32") * 0.1)
last = tf.Variable(rng.normal(size=(16, 1)).astype("float32") * 0.1)


def predict(inputs):
    hidden = tf.nn.relu(inputs @ first)
    hidden = hidden + inputs  # @here
    return hidden @ last


for batch, labels in tf.data.Dataset.from_tensor_slices((x, y)).batch(16):
    with tf.GradientTape() as tape:
        loss = tf.reduce_mean((predict(batch) - labels) ** 2)
    for weight, gradient in zip((first, last), tape.gradient(loss, (first, last)), strict=True):
        weight.assign_sub(0.1 * gradient)
