"""A small GAN: tanh at the end of the generator, real samples scaled to -1 and 1."""
import keras
import numpy as np
import tensorflow as tf
from keras import layers

latent_dim = 8
generator = keras.Sequential([
    keras.Input((latent_dim,)),
    layers.Dense(32),
    layers.LeakyReLU(negative_slope=0.2),
    layers.Dense(2, activation="tanh"),
], name="generator")
discriminator = keras.Sequential([
    keras.Input((2,)),
    layers.Dense(32),
    layers.LeakyReLU(negative_slope=0.2),
    layers.Dropout(0.3),
    layers.Dense(1),
], name="discriminator")


class GAN(keras.Model):
    def compile(self, d_optimizer, g_optimizer, loss_fn):
        super().compile()
        self.d_optimizer, self.g_optimizer, self.loss_fn = d_optimizer, g_optimizer, loss_fn

    def train_step(self, real):
        n = tf.shape(real)[0]
        noise = tf.random.normal((n, latent_dim))
        fake = generator(noise)
        both = tf.concat([fake, real], axis=0)
        labels = tf.concat([tf.ones((n, 1)), tf.zeros((n, 1))], axis=0)
        labels += 0.05 * tf.random.uniform(tf.shape(labels))
        with tf.GradientTape() as tape:
            d_loss = self.loss_fn(labels, discriminator(both, training=True))
        grads = tape.gradient(d_loss, discriminator.trainable_weights)
        self.d_optimizer.apply_gradients(zip(grads, discriminator.trainable_weights))
        with tf.GradientTape() as tape:
            g_loss = self.loss_fn(tf.zeros((n, 1)), discriminator(generator(tf.random.normal((n, latent_dim)))))
        grads = tape.gradient(g_loss, generator.trainable_weights)
        self.g_optimizer.apply_gradients(zip(grads, generator.trainable_weights))
        return {"d_loss": d_loss, "g_loss": g_loss}


angle = np.random.uniform(0, 2 * np.pi, 512)
ring = 0.8 * np.stack([np.cos(angle), np.sin(angle)], axis=1).astype("float32")
gan = GAN()
gan.compile(keras.optimizers.Adam(3e-4), keras.optimizers.Adam(3e-4), keras.losses.BinaryCrossentropy(from_logits=True))
gan.fit(tf.data.Dataset.from_tensor_slices(ring).shuffle(512).batch(64), epochs=8, verbose=2)
