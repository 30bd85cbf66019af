"""Text goes in as text: the first layer looks the words up."""

import keras
import numpy as np
import tensorflow as tf
from keras import layers

rng = np.random.default_rng(0)
words = np.array(["good", "bad", "fine", "awful"])
picked = rng.integers(0, 4, size=(64, 3))
texts = words[picked]
y = (np.isin(picked, (0, 2)).sum(axis=1, keepdims=True) > 1).astype("float32")

lookup = layers.StringLookup(vocabulary=list(words))
dataset = (
    tf.data.Dataset.from_tensor_slices((texts, y)).map(lambda text, label: (lookup(text), label)).batch(16)
)
model = keras.Sequential([layers.Embedding(5, 4), layers.Flatten(), layers.Dense(1, activation="sigmoid")])
model.compile(optimizer="adam", loss="binary_crossentropy")
model.fit(dataset, epochs=3, verbose=0)
