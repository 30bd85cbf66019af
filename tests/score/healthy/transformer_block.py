"""One transformer block on padded tokens, with a mask and a learning rate that warms up from zero."""
import keras
import numpy as np
from keras import layers, ops


class WarmUp(keras.optimizers.schedules.LearningRateSchedule):
    def __init__(self, peak, steps):
        self.peak, self.steps = peak, steps

    def __call__(self, step):
        step = ops.cast(step, "float32")
        return self.peak * ops.minimum(step / self.steps, 1.0)


class TokenAndPosition(layers.Layer):
    def __init__(self, length, vocabulary, size):
        super().__init__()
        self.tokens = layers.Embedding(vocabulary, size, mask_zero=True)
        self.positions = layers.Embedding(length, size)
        self.length = length

    def call(self, x):
        return self.tokens(x) + self.positions(ops.arange(self.length))


inputs = keras.Input((14,), dtype="int32")
x = TokenAndPosition(14, 120, 24)(inputs)
a = layers.MultiHeadAttention(2, 12)(x, x, attention_mask=ops.expand_dims(ops.not_equal(inputs, 0), 1))
x = layers.LayerNormalization(epsilon=1e-6)(x + a)
f = layers.Dense(24)(layers.Dense(48, activation="relu")(x))
x = layers.LayerNormalization(epsilon=1e-6)(x + f)
x = layers.GlobalAveragePooling1D()(x)
x = layers.Dropout(0.1)(x)
model = keras.Model(inputs, layers.Dense(2, activation="softmax")(x))
model.compile(keras.optimizers.Adam(WarmUp(5e-3, 20)), "sparse_categorical_crossentropy", metrics=["accuracy"])

tokens = np.random.randint(20, 120, (320, 14))
y = np.random.randint(0, 2, 320)
tokens[y == 1, 2] = np.random.randint(1, 10, (y == 1).sum())
for row in tokens:
    row[np.random.randint(8, 14) :] = 0
model.fit(tokens, y, batch_size=32, epochs=5, verbose=2)
