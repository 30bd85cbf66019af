"""Loops that end by an exception, as iterators do."""

import keras
import numpy as np
import tensorflow as tf
from keras import layers

rng = np.random.default_rng(0)
x = rng.normal(size=(80, 4)).astype("float32")
y = x[:, :1] * 2 - x[:, 1:2]

model = keras.Sequential([keras.Input((4,)), layers.Dense(8, activation="relu"), layers.Dense(1)])
optimizer = keras.optimizers.Adam(0.01)
batches = iter(tf.data.Dataset.from_tensor_slices((x, y)).batch(16))
while True:
    try:
        batch, labels = next(batches)
    except StopIteration:
        break
    with tf.GradientTape() as tape:
        loss = tf.reduce_mean((model(batch) - labels) ** 2)
    optimizer.apply(tape.gradient(loss, model.trainable_variables), model.trainable_variables)
model.compile(optimizer=optimizer, loss="mse")
model.evaluate(x, y, verbose=0)
