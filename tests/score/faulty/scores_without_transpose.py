"""Attention by hand multiplies queries with keys that were not transposed."""
# cause: wrong-axis|incompatible-shapes
import numpy as np
import tensorflow as tf
from tensorflow import keras


class SelfAttention(keras.layers.Layer):
    def __init__(self, units):
        super().__init__()
        self.query = keras.layers.Dense(units)
        self.key = keras.layers.Dense(units)
        self.value = keras.layers.Dense(units)
        self.scale = units**0.5

    def call(self, x):
        q, k, v = self.query(x), self.key(x), self.value(x)
        scores = tf.matmul(q, k) / self.scale  # @here
        weights = tf.nn.softmax(scores, axis=-1)
        return tf.matmul(weights, v)


tokens = np.random.randint(0, 200, size=(160, 12))
labels = (tokens.sum(axis=1) % 2).astype("float32")

inputs = keras.Input((12,), dtype="int32")
x = keras.layers.Embedding(200, 24)(inputs)
x = SelfAttention(16)(x)
x = keras.layers.GlobalAveragePooling1D()(x)
outputs = keras.layers.Dense(1, activation="sigmoid")(x)
model = keras.Model(inputs, outputs)
model.compile("adam", "binary_crossentropy")
model.fit(tokens, labels, epochs=2)
