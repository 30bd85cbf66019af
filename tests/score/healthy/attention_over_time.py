"""A softmax over the steps, not over the features: that is what pooling by attention means."""
import numpy as np
import tensorflow as tf
from tensorflow.keras import layers


class AttentionPooling(layers.Layer):
    def build(self, shape):
        self.score = layers.Dense(1)

    def call(self, x):
        weights = tf.nn.softmax(self.score(x), axis=1)
        return tf.reduce_sum(weights * x, axis=1)


signal = np.random.randn(360, 15, 4).astype("float32")
kind = np.random.randint(0, 3, 360)
for i, k in enumerate(kind):
    signal[i, np.random.randint(15), k] += 6.0

model = tf.keras.Sequential([
    layers.Input((15, 4)),
    layers.Dense(24, activation="relu"),
    AttentionPooling(),
    layers.Dense(3, activation="softmax"),
])
model.compile(tf.keras.optimizers.Adam(0.01), "sparse_categorical_crossentropy", metrics=["accuracy"])
model.fit(signal, kind, batch_size=30, epochs=8, verbose=2)
