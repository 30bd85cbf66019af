"""Distances of all rows to all rows, in three ways to write them: an axis was added on purpose."""

import keras
import numpy as np
import tensorflow as tf

rng = np.random.default_rng(1)
x = rng.normal(size=(60, 5)).astype("float32")
y = rng.integers(0, 3, size=60)
data = tf.data.Dataset.from_tensor_slices((x, y)).batch(20)

encoder = keras.Sequential([keras.layers.Dense(16, activation="relu"), keras.layers.Dense(4)])
optimizer = keras.optimizers.Adam(0.01)

for features, labels in data:
    with tf.GradientTape() as tape:
        codes = encoder(features)
        squares = tf.reduce_sum(codes**2, axis=1)
        columns = tf.reduce_sum(codes**2, axis=1, keepdims=True)
        products = 2.0 * tf.matmul(codes, codes, transpose_b=True)
        distances = squares[:, None] + squares - products
        again = columns + squares - products
        third = tf.expand_dims(squares, 1) - products + tf.reshape(squares, (1, -1))
        same = tf.cast(labels[:, None] == labels, "float32")
        mean = (distances + again + third) / 3.0
        loss = tf.reduce_mean(same * mean + (1.0 - same) * tf.nn.relu(1.0 - mean))
    gradients = tape.gradient(loss, encoder.trainable_variables)
    optimizer.apply(gradients, encoder.trainable_variables)
