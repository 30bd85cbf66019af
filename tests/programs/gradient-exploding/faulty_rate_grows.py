"""A custom train_step with a schedule that multiplies the rate instead of dividing it."""

import keras
import numpy as np
import tensorflow as tf
from keras import layers

rng = np.random.default_rng(2)
x = rng.normal(size=(1024, 6)).astype("float32")
y = np.sin(x[:, :1]) + x[:, 1:2]


class Regressor(keras.Model):
    def train_step(self, data):
        features, targets = data
        with tf.GradientTape() as tape:
            loss = tf.reduce_mean(tf.square(self(features, training=True) - targets))
        gradients = tape.gradient(loss, self.trainable_variables)  # @here
        self.optimizer.apply_gradients(zip(gradients, self.trainable_variables, strict=True))
        return {"loss": loss}


inputs = keras.Input((6,))
model = Regressor(inputs, layers.Dense(1)(layers.Dense(16)(inputs)))
rate = keras.optimizers.schedules.ExponentialDecay(0.02, decay_steps=10, decay_rate=1.6)
model.compile(keras.optimizers.SGD(rate))
model.fit(x, y, batch_size=16, epochs=3, verbose=0)
