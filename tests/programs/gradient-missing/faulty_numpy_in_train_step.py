"""A custom train_step leaves TensorFlow for NumPy on the way to the loss."""

import keras
import numpy as np
import tensorflow as tf
from keras import layers

rng = np.random.default_rng(3)
x = rng.normal(size=(96, 5)).astype("float32")
y = x.sum(axis=1, keepdims=True)


class Regressor(keras.Model):
    def train_step(self, data):
        features, targets = data
        with tf.GradientTape() as tape:
            predictions = self(features, training=True)
            error = np.square(np.asarray(targets) - np.asarray(predictions))
            loss = tf.reduce_mean(tf.convert_to_tensor(error))
        gradients = tape.gradient(loss, self.trainable_variables)  # @here
        self.optimizer.apply_gradients(zip(gradients, self.trainable_variables, strict=True))
        return {"loss": loss}


inputs = keras.Input((5,))
model = Regressor(inputs, layers.Dense(1)(layers.Dense(8, activation="relu")(inputs)))
model.compile("sgd", run_eagerly=True)
model.fit(x, y, batch_size=32, verbose=0)
