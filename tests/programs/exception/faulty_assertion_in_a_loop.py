"""A hand-written loop with a check of its own that fails after some steps."""

import keras
import numpy as np
import tensorflow as tf
from keras import layers

rng = np.random.default_rng(0)
x = rng.normal(size=(96, 4)).astype("float32")
y = x[:, :1] + 1
x[70] = 1000

model = keras.Sequential([keras.Input((4,)), layers.Dense(1)])
optimizer = keras.optimizers.SGD(0.01)


def checked(batch):
    largest = tf.reduce_max(batch)
    if largest > 100:
        raise ValueError(f"a value of {float(largest):g} in the batch")  # @here
    return batch


for batch, labels in tf.data.Dataset.from_tensor_slices((x, y)).batch(16):
    with tf.GradientTape() as tape:
        loss = tf.reduce_mean((model(checked(batch)) - labels) ** 2)
    optimizer.apply(tape.gradient(loss, model.trainable_variables), model.trainable_variables)
