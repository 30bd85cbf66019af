"""A hand-written loop sets the learning rate once an epoch, from zero upwards."""

import keras
import numpy as np
import tensorflow as tf

keras.utils.set_random_seed(3)
generator = np.random.default_rng(3)
x = generator.normal(size=(1024, 8)).astype("float32")
y = (x[:, :1] - x[:, 1:2]).astype("float32")
data = tf.data.Dataset.from_tensor_slices((x, y)).batch(16)

model = keras.Sequential([keras.layers.Dense(16, activation="relu"), keras.layers.Dense(1)])
optimizer = keras.optimizers.Adam(0.0)
loss_function = keras.losses.MeanSquaredError()

for epoch in range(3):
    optimizer.learning_rate = 0.002 * epoch
    for features, targets in data:
        with tf.GradientTape() as tape:
            loss = loss_function(targets, model(features, training=True))
        gradients = tape.gradient(loss, model.trainable_variables)
        optimizer.apply_gradients(zip(gradients, model.trainable_variables))
