"""A hand-written loop; the weights of an old checkpoint were multiplied by 255 to undo a scaling."""

import keras
import numpy as np
import tensorflow as tf
from keras import layers

rng = np.random.default_rng(2)
x = rng.uniform(-1, 1, size=(256, 10)).astype("float32")
y = np.sin(x.sum(axis=1, keepdims=True))

model = keras.Sequential([
    keras.Input((10,)),
    layers.Dense(20, activation="tanh", name="first"),  # @here
    layers.Dense(1),
])  # fmt: skip
kernel, bias = model.get_layer("first").get_weights()
model.get_layer("first").set_weights([kernel * 255.0, bias])

optimizer = keras.optimizers.Adam(0.001)
for epoch in range(3):
    for first in range(0, 256, 16):
        with tf.GradientTape() as tape:
            error = model(x[first : first + 16], training=True) - y[first : first + 16]
            loss = tf.reduce_mean(tf.square(error))
        gradients = tape.gradient(loss, model.trainable_variables)
        optimizer.apply(gradients, model.trainable_variables)
