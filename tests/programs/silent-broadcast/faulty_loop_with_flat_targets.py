"""A hand-written loop: targets (N,) against predictions (N, 1); it learns the mean and nothing else."""

import keras
import numpy as np
import tensorflow as tf

rng = np.random.default_rng(0)
x = rng.normal(size=(96, 5)).astype("float32")
y = x.sum(axis=1)
batches = tf.data.Dataset.from_tensor_slices((x, y)).batch(24)

model = keras.Sequential([keras.layers.Dense(16, activation="relu"), keras.layers.Dense(1)])
optimizer = keras.optimizers.Adam(0.01)

for features, targets in batches:
    with tf.GradientTape() as tape:
        predictions = model(features)
        loss = tf.reduce_mean((targets - predictions) ** 2)  # @here
    gradients = tape.gradient(loss, model.trainable_variables)
    optimizer.apply(gradients, model.trainable_variables)
