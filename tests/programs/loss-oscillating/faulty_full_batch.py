"""The whole data in one batch, and steps that jump over the valley and back."""

import keras
import numpy as np
import tensorflow as tf
from keras import layers

keras.utils.set_random_seed(0)
rng = np.random.default_rng(2)
x = rng.normal(size=(96, 5)).astype("float32")
y = rng.integers(0, 3, 96)
x[np.arange(96), y] += 1.0

model = keras.Sequential([keras.Input((5,)), layers.Dense(8, activation="tanh"), layers.Dense(3)])
optimizer = keras.optimizers.RMSprop(1.0)
loss_of = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
for step in range(60):
    with tf.GradientTape() as tape:
        loss = loss_of(y, model(x, training=True))
    gradients = tape.gradient(loss, model.trainable_variables)  # @here
    optimizer.apply(gradients, model.trainable_variables)
