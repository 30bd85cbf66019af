"""Half precision: weights and activations are cast all the time; token numbers stay what they are."""

import keras
import numpy as np
from keras import layers

keras.config.set_dtype_policy("mixed_bfloat16")
rng = np.random.default_rng(2)
tokens = rng.integers(1, 3000, size=(48, 10))
y = rng.integers(0, 2, size=48)

inputs = keras.Input((10,))
hidden = layers.GlobalAveragePooling1D()(layers.Embedding(3000, 8)(inputs))
outputs = layers.Dense(2, activation="softmax", dtype="float32")(layers.Dense(8, activation="relu")(hidden))
model = keras.Model(inputs, outputs)
model.compile("adam", "sparse_categorical_crossentropy")
model.fit(tokens, y, batch_size=16, epochs=2, verbose=0)
