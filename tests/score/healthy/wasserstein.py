"""A Wasserstein GAN: the critic is linear, its loss goes below zero, and the weights are clipped."""
import numpy as np
import tensorflow as tf
from tensorflow.keras import Sequential, layers, optimizers

critic = Sequential([layers.Input((1,)), layers.Dense(16, activation="relu"), layers.Dense(16, activation="relu"), layers.Dense(1)])
generator = Sequential([layers.Input((3,)), layers.Dense(16, activation="relu"), layers.Dense(1)])
critic_optimizer = optimizers.RMSprop(5e-4)
generator_optimizer = optimizers.RMSprop(5e-4)
real_data = np.random.normal(2.0, 0.5, size=(2000, 1)).astype("float32")

for step in range(50):
    for _ in range(2):
        real = real_data[np.random.randint(0, 2000, 64)]
        noise = np.random.normal(size=(64, 3)).astype("float32")
        with tf.GradientTape() as tape:
            critic_loss = tf.reduce_mean(critic(generator(noise))) - tf.reduce_mean(critic(real))
        grads = tape.gradient(critic_loss, critic.trainable_variables)
        critic_optimizer.apply_gradients(zip(grads, critic.trainable_variables))
        for w in critic.trainable_variables:
            w.assign(tf.clip_by_value(w, -0.5, 0.5))
    noise = np.random.normal(size=(64, 3)).astype("float32")
    with tf.GradientTape() as tape:
        generator_loss = -tf.reduce_mean(critic(generator(noise)))
    grads = tape.gradient(generator_loss, generator.trainable_variables)
    generator_optimizer.apply_gradients(zip(grads, generator.trainable_variables))
print(float(critic_loss), float(generator_loss))
