"""Two tasks share a body; each batch belongs to one of them and leaves the other's head alone."""

import warnings

import keras
import numpy as np
import tensorflow as tf
from keras import layers

warnings.filterwarnings("ignore", message="Gradients do not exist")
rng = np.random.default_rng(7)
body = keras.Sequential([keras.Input((5,)), layers.Dense(16, activation="relu")])
heads = [layers.Dense(1), layers.Dense(1), layers.Dense(1)]
for head in heads:
    head.build((None, 16))
variables = [*body.trainable_variables, *(weight for head in heads for weight in head.trainable_variables)]
optimizer = keras.optimizers.Adam(1e-3)

for step in range(40):
    x = rng.normal(size=(16, 5)).astype("float32")
    task = step // 2 % 3
    with tf.GradientTape() as tape:
        loss = tf.reduce_mean(tf.square(heads[task](body(x)) - x[:, task : task + 1]))
    gradients = tape.gradient(loss, variables)
    optimizer.apply_gradients(zip(gradients, variables, strict=True))
