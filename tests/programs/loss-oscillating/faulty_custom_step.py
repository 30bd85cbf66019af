"""A train_step of its own, with a learning rate that was written in percent."""

import keras
import numpy as np
import tensorflow as tf
from keras import layers

LEARNING_RATE = 1.0  # percent


class Classifier(keras.Model):
    def __init__(self):
        super().__init__()
        self.hidden = layers.Dense(8, activation="tanh")
        self.head = layers.Dense(3)

    def call(self, x):
        return self.head(self.hidden(x))

    def train_step(self, data):
        x, y = data
        with tf.GradientTape() as tape:
            loss = self.compute_loss(x, y, self(x, training=True))
        gradients = tape.gradient(loss, self.trainable_variables)  # @here
        self.optimizer.apply(gradients, self.trainable_variables)
        return {"loss": loss}


keras.utils.set_random_seed(0)
rng = np.random.default_rng(2)
x = rng.normal(size=(96, 5)).astype("float32")
y = rng.integers(0, 3, 96)
x[np.arange(96), y] += 1.0

model = Classifier()
loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
model.compile(keras.optimizers.RMSprop(LEARNING_RATE), loss)
model.fit(x, y, batch_size=96, epochs=60, verbose=0)
