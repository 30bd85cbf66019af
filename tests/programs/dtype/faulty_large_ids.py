"""Customer numbers above 2**24 pass an Input that is float32 by default, and are hashed to buckets."""

import keras
import numpy as np
from keras import layers, ops


class Buckets(layers.Layer):
    def call(self, ids):
        return ops.cast(ids, "int32") % 50  # @here


rng = np.random.default_rng(2)
customers = rng.integers(2_000_000_000, 2_100_000_000, size=(64, 1))
spent = rng.normal(size=(64, 1)).astype("float32")

inputs = keras.Input((1,))
hidden = layers.Flatten()(layers.Embedding(50, 4)(Buckets()(inputs)))
model = keras.Model(inputs, layers.Dense(1)(hidden))
model.compile("adam", "mse")
model.fit(customers, spent, batch_size=16, epochs=2, verbose=0)
