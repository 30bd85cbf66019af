"""A hand-written loop: the labels are -1 and 1, as for a support vector machine."""

import keras
import numpy as np
import tensorflow as tf

rng = np.random.default_rng(2)
x = rng.normal(size=(48, 4)).astype("float32")
y = np.sign(x[:, :1] + 0.1).astype("float32")
data = tf.data.Dataset.from_tensor_slices((x, y)).batch(12)

model = keras.Sequential([keras.layers.Dense(8, activation="tanh"), keras.layers.Dense(1)])
loss_of = keras.losses.BinaryCrossentropy(from_logits=True)
optimizer = keras.optimizers.SGD(0.1)

for features, labels in data:
    with tf.GradientTape() as tape:
        loss = loss_of(labels, model(features))  # @here
    gradients = tape.gradient(loss, model.trainable_variables)
    optimizer.apply(gradients, model.trainable_variables)
