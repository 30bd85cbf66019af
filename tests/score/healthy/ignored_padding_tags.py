"""Padding is tagged -1, and the loss is told to ignore that class."""
import numpy as np
import tensorflow as tf
from tensorflow.keras import layers

sentences = np.zeros((240, 10), dtype="int32")
tags = np.full((240, 10), -1)
for i in range(240):
    n = np.random.randint(4, 10)
    sentences[i, :n] = np.random.randint(1, 90, n)
    tags[i, :n] = sentences[i, :n] % 5

model = tf.keras.Sequential([
    layers.Embedding(90, 16),
    layers.Conv1D(24, 3, padding="same", activation="relu"),
    layers.Dense(5, activation="softmax"),
])
model.compile(tf.keras.optimizers.Adam(0.01), tf.keras.losses.SparseCategoricalCrossentropy(ignore_class=-1))
model.fit(sentences, tags, epochs=8, batch_size=24, verbose=2)
