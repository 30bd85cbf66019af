"""Pictures of black paper with one white spot: a generator's tanh is at -1 nearly everywhere, and right."""

import keras
import numpy as np
import tensorflow as tf
from keras import layers

rng = np.random.default_rng(2)
black = keras.initializers.Constant(-5.5)
generator = keras.Sequential(
    [
        keras.Input((4,)),
        layers.Dense(16, activation="relu"),
        layers.Dense(36, "tanh", bias_initializer=black),
    ],
    name="generator",
)
critic = keras.Sequential(
    [keras.Input((36,)), layers.Dense(16, activation="leaky_relu"), layers.Dense(1)], name="critic"
)
entropy = keras.losses.BinaryCrossentropy(from_logits=True)
generator_optimizer, critic_optimizer = keras.optimizers.Adam(2e-4), keras.optimizers.Adam(2e-4)

for _ in range(30):
    paper = np.full((16, 36), -1.0, "float32")
    paper[np.arange(16), rng.integers(0, 36, 16)] = 1.0
    noise = rng.normal(size=(16, 4)).astype("float32")
    with tf.GradientTape() as tape:
        answers = critic(tf.concat([paper, generator(noise)], axis=0))
        loss = entropy(np.repeat([[1.0], [0.0]], 16, axis=0), answers)
    critic_optimizer.apply(tape.gradient(loss, critic.trainable_variables), critic.trainable_variables)
    with tf.GradientTape() as tape:
        loss = entropy(np.ones((16, 1)), critic(generator(noise)))
    gradients = tape.gradient(loss, generator.trainable_variables)
    generator_optimizer.apply(gradients, generator.trainable_variables)
