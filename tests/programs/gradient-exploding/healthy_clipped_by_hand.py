"""A loop that clips by its own hands: outliers have a thousand times the usual gradient."""

import keras
import numpy as np
import tensorflow as tf
from keras import layers

rng = np.random.default_rng(4)
x = rng.normal(size=(640, 4)).astype("float32")
y = x.sum(axis=1, keepdims=True)
y[480:500] *= 300

model = keras.Sequential([keras.Input((4,)), layers.Dense(8, activation="relu"), layers.Dense(1)])
optimizer = keras.optimizers.SGD(0.01)

for start in range(0, 640, 16):
    with tf.GradientTape() as tape:
        loss = tf.reduce_mean(tf.square(model(x[start : start + 16]) - y[start : start + 16]))
    gradients = tape.gradient(loss, model.trainable_variables)
    gradients, _ = tf.clip_by_global_norm(gradients, 1.0)
    optimizer.apply(gradients, model.trainable_variables)
