"""Exclusive or with a model that has no hidden layer: no straight line divides the classes."""

import keras
import numpy as np
import tensorflow as tf
from keras import layers

rng = np.random.default_rng(1)
x = rng.choice([-1.0, 1.0], size=(256, 2)).astype("float32")
y = (x[:, 0] * x[:, 1] > 0).astype("float32")[:, None]
x += rng.normal(scale=0.1, size=x.shape).astype("float32")

model = keras.Sequential([keras.Input((2,)), layers.Dense(1)])
optimizer = keras.optimizers.SGD(0.1)
entropy = keras.losses.BinaryCrossentropy(from_logits=True)
for step in range(650):
    rows = rng.integers(0, 256, 32)
    with tf.GradientTape() as tape:
        loss = entropy(y[rows], model(x[rows], training=True))
    gradients = tape.gradient(loss, model.trainable_variables)  # @here
    optimizer.apply(gradients, model.trainable_variables)
