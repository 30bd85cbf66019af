"""Tell polite requests from rude ones. Keras says "No gradients provided for any variable".

The data set is a dictionary in which the labels are one of the inputs, as pre-trained Transformers like it.
This model, as most Keras models, wants them beside the inputs: it is given none, and its loss stays 0.
The line to look at is the one that hands over this data: a loss that is given no labels is right to be 0.
"""

import keras
import numpy as np
import tensorflow as tf
from keras import layers, ops

VOCABULARY = 200
LENGTH = 12


class Classifier(keras.Model):
    """A bag of words, with a loss of its own."""

    def __init__(self):
        super().__init__(name="manners")
        self.words = layers.Embedding(VOCABULARY, 16, name="words")
        self.mean = layers.GlobalAveragePooling1D()
        self.head = layers.Dense(2, name="head")

    def call(self, batch):
        return self.head(self.mean(self.words(batch["tokens"])))

    def compute_loss(self, x, y, y_pred, sample_weight=None, training=True):
        del x, sample_weight, training  # this loss needs no more than labels and predictions
        loss = ops.zeros(())
        if y is not None:  # predictions have no labels to be compared with
            losses = keras.losses.sparse_categorical_crossentropy(y, y_pred, from_logits=True)
            loss = ops.mean(losses)
        return loss


def make_requests(count, seed):
    """Make up requests as numbers of words; a polite one has the word 7 somewhere."""
    rng = np.random.default_rng(seed)
    tokens = rng.integers(8, VOCABULARY, size=(count, LENGTH))
    labels = rng.integers(0, 2, size=count)
    tokens[labels == 1, rng.integers(0, LENGTH)] = 7
    return {"tokens": tokens, "labels": labels}


keras.utils.set_random_seed(9)
data = tf.data.Dataset.from_tensor_slices(make_requests(512, seed=4)).batch(32)

model = Classifier()
model.compile(optimizer="adam")
model.fit(data, epochs=2, verbose=2)  # @finding
