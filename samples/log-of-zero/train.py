"""Tell languages apart by letter frequencies. Training goes well for 40 batches, then the loss is NaN."""

import keras
import numpy as np
from keras import layers, ops

LETTERS = 26
BATCH_SIZE = 16


class LetterEntropy(layers.Layer):
    """Add the entropy of a text to its letter frequencies: how much its letters vary."""

    def call(self, frequencies):
        surprise = frequencies * ops.log(frequencies)  # @finding
        entropy = -ops.sum(surprise, axis=-1, keepdims=True)
        return ops.concatenate([frequencies, entropy], axis=-1)


def make_texts(count, seed):
    """Count the letters of made-up texts in two languages."""
    rng = np.random.default_rng(seed)
    usage = rng.dirichlet(np.full(LETTERS, 8.0), size=2)
    languages = rng.integers(0, 2, size=count)
    counts = rng.multinomial(2000, usage[languages]) + 1
    # One author, far into the data, wrote a whole text without the letter "e".
    counts[645, 4] = 0
    return (counts / counts.sum(axis=1, keepdims=True)).astype("float32"), languages


keras.utils.set_random_seed(3)
x_train, y_train = make_texts(BATCH_SIZE * 60, seed=11)

model = keras.Sequential(
    [
        keras.Input(shape=(LETTERS,)),
        LetterEntropy(name="letter_entropy"),
        layers.Dense(16, activation="relu"),
        layers.Dense(1, activation="sigmoid"),
    ],
    name="languages",
)
model.compile(optimizer="adam", loss="binary_crossentropy", metrics=["accuracy"])
model.fit(x_train, y_train, batch_size=BATCH_SIZE, epochs=2, shuffle=False, verbose=2)
