"""A hand-written loop sums the loss over a large batch and keeps the rate that suited the mean."""

import keras
import numpy as np
import tensorflow as tf
from keras import layers

rng = np.random.default_rng(1)
x = rng.normal(size=(4096, 10)).astype("float32")
y = x @ rng.normal(size=(10, 1)).astype("float32")

model = keras.Sequential([keras.Input((10,)), layers.Dense(32, activation="relu"), layers.Dense(1)])
optimizer = keras.optimizers.SGD(0.05)

for _ in range(3):
    with tf.GradientTape() as tape:
        loss = tf.reduce_sum(tf.square(model(x, training=True) - y))
    slopes = tape.gradient(loss, model.trainable_variables)
    optimizer.apply(slopes, model.trainable_variables)  # @here
