"""A softmax written by hand overflows: exp of more than 88 is infinite."""
# cause: numeric-domain|unscaled-input
import numpy as np
import tensorflow as tf


class HandSoftmax(tf.keras.layers.Layer):
    def call(self, scores):
        e = tf.exp(scores)  # @here
        return e / tf.reduce_sum(e, axis=-1, keepdims=True)


counts = np.random.poisson(300, size=(300, 30)).astype("float32")
topic = counts[:, :3].argmax(axis=1)

model = tf.keras.Sequential()
model.add(tf.keras.Input((30,)))
model.add(tf.keras.layers.Dense(64, activation="relu"))
model.add(tf.keras.layers.Dense(3))
model.add(HandSoftmax())
model.compile("adam", "sparse_categorical_crossentropy", metrics=["accuracy"])
model.fit(counts, topic, epochs=5, batch_size=30)
