"""An auxiliary head is not always there: the author leaves out the variables that got no gradient."""

import keras
import numpy as np
import tensorflow as tf
from keras import layers

rng = np.random.default_rng(8)
x = rng.normal(size=(320, 5)).astype("float32")
y = x[:, :1] - x[:, 1:2]


class WithAuxiliary(keras.Model):
    def __init__(self):
        super().__init__()
        self.body = layers.Dense(8, activation="tanh")
        self.head = layers.Dense(1)
        self.auxiliary = layers.Dense(1)

    def call(self, inputs):
        hidden = self.body(inputs)
        return self.head(hidden), self.auxiliary(hidden)

    def train_step(self, data):
        features, targets = data
        with tf.GradientTape() as tape:
            predictions, _ = self(features)
            loss = tf.reduce_mean(tf.square(predictions - targets))
        pairs = zip(tape.gradient(loss, self.trainable_variables), self.trainable_variables, strict=True)
        self.optimizer.apply_gradients([(slope, weight) for slope, weight in pairs if slope is not None])
        return {"loss": loss}


model = WithAuxiliary()
model.compile("adam")
model.fit(x, y, batch_size=16, verbose=0)
