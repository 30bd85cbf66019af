"""The lengths of the rows are summed along the batch: one for each column."""
# cause: wrong-axis
import numpy as np
import tensorflow as tf


class UnitVector(tf.keras.layers.Layer):
    """Each row divided by its length."""

    def call(self, inputs):
        length = tf.sqrt(tf.reduce_sum(tf.square(inputs), axis=0) + 1e-7)  # @here
        return inputs / tf.reshape(length, (-1, 1))  # @here


x = np.random.normal(size=(256, 9)).astype("float32")
y = np.argmax(x[:, :4], axis=1)

model = tf.keras.Sequential([
    tf.keras.Input((9,)),
    tf.keras.layers.Dense(24, activation="relu"),
    UnitVector(),
    tf.keras.layers.Dense(4, activation="softmax"),
])
model.compile("adam", "sparse_categorical_crossentropy")
model.fit(x, y, batch_size=32, epochs=3)
