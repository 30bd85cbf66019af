"""A recurrence of thirty steps, trained by hand, not clipped: one update throws its weight far above one."""

import numpy as np
import tensorflow as tf

rng = np.random.default_rng(1)
x = rng.normal(size=(64, 30, 1)).astype("float32")
y = x.sum(axis=1)

into = tf.Variable([[0.5]], name="into")
again = tf.Variable([[0.95]], name="again")

for _ in range(200):
    with tf.GradientTape() as tape:
        state = tf.zeros([64, 1])
        for time in range(30):
            state = x[:, time] @ into + state @ again
        loss = tf.reduce_mean(tf.square(state - y))
    slopes = tape.gradient(loss, [into, again])  # @here
    for weight, slope in zip([into, again], slopes, strict=True):
        weight.assign_sub(0.02 * slope)
