"""A custom train_step that clips the gradients and forgets to apply them."""

import keras
import numpy as np
import tensorflow as tf
from keras import layers

rng = np.random.default_rng(1)
x = rng.normal(size=(320, 4)).astype("float32")
y = rng.integers(0, 3, size=320)


class Classifier(keras.Model):
    def train_step(self, data):
        features, labels = data
        with tf.GradientTape() as tape:
            loss = self.compute_loss(y=labels, y_pred=self(features, training=True))
        gradients = tape.gradient(loss, self.trainable_variables)  # @here
        gradients = [tf.clip_by_norm(gradient, 1.0) for gradient in gradients]
        return {"loss": loss, "slope": tf.linalg.global_norm(gradients)}


inputs = keras.Input((4,))
model = Classifier(inputs, layers.Dense(3, activation="softmax")(layers.Dense(8, activation="relu")(inputs)))
model.compile("adam", "sparse_categorical_crossentropy")
model.fit(x, y, batch_size=16, verbose=0)
