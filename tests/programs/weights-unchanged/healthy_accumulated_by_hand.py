"""A train_step that adds up the gradients of four batches before it applies them; a part is frozen."""

import keras
import numpy as np
import tensorflow as tf
from keras import layers

rng = np.random.default_rng(5)
x = rng.normal(size=(384, 5)).astype("float32")
y = x[:, :1] * x[:, 1:2]


class Accumulating(keras.Model):
    def build_sums(self):
        self.sums = [tf.Variable(tf.zeros(weight.shape)) for weight in self.trainable_variables]
        self.seen = 0

    def train_step(self, data):
        features, targets = data
        with tf.GradientTape() as tape:
            loss = tf.reduce_mean(tf.square(self(features, training=True) - targets))
        for total, slope in zip(self.sums, tape.gradient(loss, self.trainable_variables), strict=True):
            total.assign_add(slope / 4)
        self.seen += 1
        if self.seen % 4 == 0:
            self.optimizer.apply([tf.identity(total) for total in self.sums], self.trainable_variables)
            for total in self.sums:
                total.assign(tf.zeros_like(total))
        return {"loss": loss}


inputs = keras.Input((5,))
features = layers.Dense(8, activation="tanh", trainable=False)(inputs)
model = Accumulating(inputs, layers.Dense(1)(layers.Dense(8, activation="tanh")(features)))
model.build_sums()
model.compile(keras.optimizers.Adam(0.01), run_eagerly=True)
model.fit(x, y, batch_size=8, verbose=0)
