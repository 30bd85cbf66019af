"""The last layer has no activation, and binary cross-entropy takes its answer for a probability."""
# cause: loss-activation-mismatch|logits-probabilities
import numpy as np
import tensorflow as tf
from tensorflow.keras.layers import Dense, Embedding, GlobalAveragePooling1D

VOCAB, LENGTH = 500, 25
messages = np.random.randint(1, VOCAB, size=(600, LENGTH))
spam = np.zeros(600)
spam[::2] = 1
messages[::2, :4] = np.random.randint(1, 20, size=(300, 4))


def build():
    net = tf.keras.Sequential()
    net.add(Embedding(VOCAB, 16))
    net.add(GlobalAveragePooling1D())
    net.add(Dense(16, activation="relu"))
    net.add(Dense(1))  # @here
    net.compile(loss="binary_crossentropy", optimizer="adam", metrics=["accuracy"])  # @here
    return net


if __name__ == "__main__":
    model = build()
    model.fit(messages, spam, epochs=5, batch_size=32, verbose=2)
