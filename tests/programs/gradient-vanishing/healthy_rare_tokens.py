"""An attention model with a large vocabulary: most rows of the embedding have no gradient in a batch."""

import keras
import numpy as np
from keras import layers

rng = np.random.default_rng(5)
tokens = rng.integers(0, 2000, size=(192, 12))
labels = (tokens[:, 0] > 1000).astype("float32")

inputs = keras.Input((12,), dtype="int32")
hidden = layers.Embedding(2000, 16)(inputs)
for _ in range(2):
    attended = layers.MultiHeadAttention(2, 8)(hidden, hidden)
    hidden = layers.LayerNormalization()(layers.Add()([hidden, attended]))
model = keras.Model(inputs, layers.Dense(1, activation="sigmoid")(layers.GlobalAveragePooling1D()(hidden)))
model.compile("adam", "binary_crossentropy")
model.fit(tokens, labels, batch_size=16, epochs=3, verbose=0)
