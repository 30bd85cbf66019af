"""A signal goes through ten convolutions with sigmoids, trained by a hand-written loop."""

import keras
import numpy as np
import tensorflow as tf
from keras import layers

rng = np.random.default_rng(1)
x = rng.normal(size=(480, 12, 2)).astype("float32")
y = x.max(axis=(1, 2))[:, None]

inputs = keras.Input((12, 2))
hidden = inputs
for _ in range(10):
    hidden = layers.Conv1D(8, 3, padding="same", activation="sigmoid")(hidden)  # @here
model = keras.Model(inputs, layers.Dense(1)(layers.Flatten()(hidden)))
optimizer = keras.optimizers.SGD(0.01)

for start in range(0, 480, 16):
    with tf.GradientTape() as tape:
        loss = tf.reduce_mean(tf.square(model(x[start : start + 16]) - y[start : start + 16]))
    gradients = tape.gradient(loss, model.trainable_variables)
    optimizer.apply(gradients, model.trainable_variables)
