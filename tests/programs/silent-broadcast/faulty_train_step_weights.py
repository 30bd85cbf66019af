"""A train_step: one loss a row, multiplied by weights that are still a column."""

import keras
import numpy as np
import tensorflow as tf


class Weighted(keras.Model):
    def __init__(self):
        super().__init__()
        self.hidden = keras.layers.Dense(8, activation="relu")
        self.head = keras.layers.Dense(3)
        self.trust = keras.layers.Dense(1, activation="sigmoid")

    def call(self, x):
        hidden = self.hidden(x)
        return self.head(hidden), self.trust(hidden)

    def train_step(self, data):
        x, y = data
        with tf.GradientTape() as tape:
            logits, trust = self(x, training=True)
            losses = keras.losses.sparse_categorical_crossentropy(y, logits, from_logits=True)
            loss = tf.reduce_mean(losses * trust - 0.1 * tf.math.log(trust))  # @here
        gradients = tape.gradient(loss, self.trainable_variables)
        self.optimizer.apply(gradients, self.trainable_variables)
        return {"loss": loss}


rng = np.random.default_rng(2)
model = Weighted()
model.compile("adam")
model.fit(rng.normal(size=(40, 6)).astype("float32"), rng.integers(0, 3, size=40), batch_size=20, verbose=0)
