"""A hand-written loop in which the model is called before the tape is opened."""

import keras
import numpy as np
import tensorflow as tf
from keras import layers

rng = np.random.default_rng(1)
x = rng.normal(size=(128, 4)).astype("float32")
y = (x[:, :1] * x[:, 1:2] > 0).astype("float32")

model = keras.Sequential([keras.Input((4,)), layers.Dense(8, activation="tanh"), layers.Dense(1)])
optimizer = keras.optimizers.Adam(0.01)
loss_of = keras.losses.BinaryCrossentropy(from_logits=True)

for step in range(4):
    batch = slice(step * 32, (step + 1) * 32)
    logits = model(x[batch], training=True)
    with tf.GradientTape() as tape:
        loss = loss_of(y[batch], logits)
    gradients = tape.gradient(loss, model.trainable_variables)  # @here
    optimizer.apply(gradients, model.trainable_variables)
