"""A constraint that was meant to keep the kernel bounded gives back the one of the beginning."""

import keras
import numpy as np
import tensorflow as tf
from keras import layers

rng = np.random.default_rng(2)
x = rng.normal(size=(320, 4)).astype("float32")
y = (x[:, :1] > 0).astype("float32")
START = rng.normal(size=(4, 8)).astype("float32")


class Bounded(keras.constraints.Constraint):
    def __call__(self, weights):
        return tf.clip_by_value(weights, START, START)


hidden = layers.Dense(8, kernel_initializer=lambda *_, **__: START, kernel_constraint=Bounded())
model = keras.Sequential([keras.Input((4,)), hidden, layers.ReLU(), layers.Dense(1)])
optimizer = keras.optimizers.Adam(0.01)
loss_of = keras.losses.BinaryCrossentropy(from_logits=True)

for start in range(0, 320, 16):
    with tf.GradientTape() as tape:
        loss = loss_of(y[start : start + 16], model(x[start : start + 16], training=True))
    slopes = tape.gradient(loss, model.trainable_variables)
    optimizer.apply(slopes, model.trainable_variables)  # @here
