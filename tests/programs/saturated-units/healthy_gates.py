"""Gates that are closed: those of an LSTM, and of a highway layer whose bias is -12 on purpose."""

import keras
import numpy as np
from keras import layers, ops


class Highway(layers.Layer):
    def __init__(self, units):
        super().__init__()
        closed = keras.initializers.Constant(-12.0)
        self.gate = layers.Dense(units, activation="sigmoid", bias_initializer=closed)
        self.change = layers.Dense(units, activation="tanh")

    def call(self, x):
        gate = self.gate(x)
        return gate * self.change(x) + (1 - gate) * x


rng = np.random.default_rng(1)
x = rng.normal(size=(160, 6, 4)).astype("float32")
y = (ops.convert_to_numpy(x).sum(axis=(1, 2)) > 0).astype("float32")

model = keras.Sequential([
    keras.Input((6, 4)),
    layers.LSTM(8, bias_initializer=keras.initializers.Constant(6.0)),
    Highway(8),
    layers.Dense(1),
])  # fmt: skip
model.compile("adam", keras.losses.BinaryCrossentropy(from_logits=True))
model.fit(x, y, batch_size=16, epochs=3, verbose=0)
