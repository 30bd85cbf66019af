"""A step written by hand that goes up the gradient: assign_add where assign_sub was meant."""

import keras
import numpy as np
import tensorflow as tf
from keras import layers

keras.utils.set_random_seed(1)
rng = np.random.default_rng(1)
x = rng.normal(size=(256, 5)).astype("float32")
y = x[:, :1] - 0.5 * x[:, 1:2]

model = keras.Sequential([keras.Input((5,)), layers.Dense(8, activation="tanh"), layers.Dense(1)])
squares = keras.losses.MeanSquaredError()
for step in range(250):
    rows = rng.integers(0, 256, 32)
    with tf.GradientTape() as tape:
        loss = squares(y[rows], model(x[rows]))
    gradients = tape.gradient(loss, model.trainable_variables)  # @here
    for weight, gradient in zip(model.trainable_variables, gradients):
        weight.assign(weight + 0.01 * gradient)
