"""Three classes without a softmax, and the loss by its name expects probabilities."""
# cause: loss-activation-mismatch|logits-probabilities
import numpy as np
import tensorflow as tf


class Penguins(tf.keras.Model):
    def __init__(self, classes=3):
        super().__init__()
        self.dense1 = tf.keras.layers.Dense(24, activation="relu")
        self.dense2 = tf.keras.layers.Dense(24, activation="relu")
        self.classify = tf.keras.layers.Dense(classes)  # @here

    def call(self, inputs):
        x = self.dense1(inputs)
        x = self.dense2(x)
        return self.classify(x)


centers = np.array([[-1, 0.5, -1, 0], [1, 1, 0, -1], [0, -1, 1, 1.0]])
kind = np.random.randint(3, size=330)
body = centers[kind] + 0.5 * np.random.randn(330, 4)

model = Penguins()
model.compile(optimizer="sgd", loss="sparse_categorical_crossentropy", metrics=["accuracy"])  # @here
model.fit(body, kind, epochs=15, batch_size=16, verbose=2)
