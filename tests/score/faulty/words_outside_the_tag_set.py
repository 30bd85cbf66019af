"""Seven tags and a padding tag of -1, which the loss does not know."""
# cause: label-out-of-range
import numpy as np
import tensorflow as tf
from tensorflow.keras import layers

sentences = np.zeros((200, 12), dtype="int32")
tags = np.full((200, 12), -1)  # @here
for i in range(200):
    n = np.random.randint(5, 12)
    sentences[i, :n] = np.random.randint(1, 150, n)
    tags[i, :n] = sentences[i, :n] % 7  # @here

model = tf.keras.Sequential([
    layers.Embedding(150, 16),
    layers.Bidirectional(layers.GRU(12, return_sequences=True)),
    layers.Dense(7, activation="softmax"),
])
model.compile("adam", "sparse_categorical_crossentropy", metrics=["accuracy"])
model.fit(sentences, tags, epochs=2, batch_size=40)
