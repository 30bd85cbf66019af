"""Tell drawings apart with first- and second-order gradients, averaged. The loss hardly falls.

After the `train_step` of Keras' guide on debugging: both gradients are added as they are, and those of second
order are a hundred times larger.
"""

import keras
import numpy as np
import tensorflow as tf
from keras import layers


class SecondOrder(keras.Model):
    """Descends along the mean of the loss's first and second derivatives."""

    def train_step(self, data):
        images, labels = data
        weights = self.trainable_variables
        with tf.GradientTape() as outer:
            with tf.GradientTape() as inner:
                loss = self.compute_loss(y=labels, y_pred=self(images, training=True))
            first = inner.gradient(loss, weights)
        second = outer.gradient(first, weights)  # @finding
        gradients = [0.5 * one + 0.5 * two for one, two in zip(first, second, strict=True)]
        self.optimizer.apply_gradients(zip(gradients, weights, strict=True))
        for metric in self.metrics:
            metric.update_state(loss)
        return {metric.name: metric.result() for metric in self.metrics}


def make_drawings(count, seed):
    """Draw bars and crosses of 12 × 12 pixels with some noise; the label is the kind of drawing."""
    rng = np.random.default_rng(seed)
    labels = rng.integers(0, 3, size=count)
    images = rng.uniform(0.0, 0.2, size=(count, 12, 12))
    for image, label in zip(images, labels, strict=True):
        row, column = rng.integers(3, 9, size=2)
        if label != 1:
            image[row, 1:11] = 1.0
        if label != 0:
            image[1:11, column] = 1.0
    return images.reshape(count, -1).astype("float32"), labels


keras.utils.set_random_seed(5)
x_train, y_train = make_drawings(2048, seed=3)

inputs = keras.Input(shape=(144,))
hidden = layers.Dense(64, activation="relu", name="strokes")(inputs)
model = SecondOrder(inputs, layers.Dense(3, activation="softmax", name="shape")(hidden), name="drawings")
model.compile(keras.optimizers.SGD(0.01), "sparse_categorical_crossentropy")
model.fit(x_train, y_train, batch_size=128, epochs=3, verbose=2)
