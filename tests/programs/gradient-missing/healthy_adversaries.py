"""A generator and a discriminator take turns; each tape is asked for one of them only."""

import keras
import numpy as np
import tensorflow as tf
from keras import layers

rng = np.random.default_rng(6)
generator = keras.Sequential([keras.Input((4,)), layers.Dense(8, activation="relu"), layers.Dense(2)])
discriminator = keras.Sequential([keras.Input((2,)), layers.Dense(8, activation="relu"), layers.Dense(1)])
to_generator, to_discriminator = keras.optimizers.Adam(1e-3), keras.optimizers.Adam(1e-3)
judge = keras.losses.BinaryCrossentropy(from_logits=True)

for _ in range(30):
    noise = rng.normal(size=(16, 4)).astype("float32")
    real = rng.normal(1.0, 0.3, size=(16, 2)).astype("float32")
    with tf.GradientTape() as tape:
        verdicts = tf.concat([discriminator(real), discriminator(generator(noise))], axis=0)
        loss = judge(tf.concat([tf.ones((16, 1)), tf.zeros((16, 1))], axis=0), verdicts)
    weights = discriminator.trainable_variables
    to_discriminator.apply(tape.gradient(loss, weights), weights)
    with tf.GradientTape() as tape:
        loss = judge(tf.ones((16, 1)), discriminator(generator(noise)))
    weights = generator.trainable_variables
    to_generator.apply(tape.gradient(loss, weights), weights)
