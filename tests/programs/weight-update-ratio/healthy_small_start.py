"""Matrix factorisation: factors begin near zero and grow at a large rate."""

import keras
import numpy as np
import tensorflow as tf

rng = np.random.default_rng(4)
ratings = (rng.normal(size=(40, 3)) @ rng.normal(size=(3, 30))).astype("float32")
users = tf.Variable(rng.normal(0, 0.01, size=(40, 3)).astype("float32"), name="users")
films = tf.Variable(rng.normal(0, 0.01, size=(30, 3)).astype("float32"), name="films")
optimizer = keras.optimizers.Adam(0.05)

for _ in range(60):
    with tf.GradientTape() as tape:
        loss = tf.reduce_mean(tf.square(users @ tf.transpose(films) - ratings))
    slopes = tape.gradient(loss, [users, films])
    optimizer.apply(slopes, [users, films])
