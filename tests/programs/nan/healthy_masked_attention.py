"""Attention whose scores of the future are -Inf before the softmax, in a hand-written loop."""

import keras
import numpy as np
import tensorflow as tf
from keras import layers

rng = np.random.default_rng(3)
sequences = rng.normal(size=(64, 6, 4)).astype("float32")
targets = np.cumsum(sequences[:, :, :1], axis=1)

query, key, value = layers.Dense(4), layers.Dense(4), layers.Dense(1)
for layer in (query, key, value):
    layer.build((None, 6, 4))
weights = [weight for layer in (query, key, value) for weight in layer.trainable_variables]
future = tf.constant(np.triu(np.full((6, 6), -np.inf, "float32"), k=1))
optimizer = keras.optimizers.Adam(0.01)
for step in range(12):
    rows = rng.integers(0, 64, 16)
    with tf.GradientTape() as tape:
        x = tf.constant(sequences[rows])
        scores = tf.matmul(query(x), key(x), transpose_b=True) + future
        answers = tf.matmul(tf.nn.softmax(scores), value(x))
        loss = tf.reduce_mean(tf.square(answers - targets[rows]))
    optimizer.apply(tape.gradient(loss, weights), weights)
