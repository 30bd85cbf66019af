"""Sort film reviews by their tone. The loss is NaN from the first batch on, and nobody can say why."""

import keras
import numpy as np
from keras import layers, ops

REVIEWS = [
    "the film was a delight from start to finish warm clever and beautifully played",
    "what a waste of an evening dull clumsy and far too long",
    "it is neither good nor bad some scenes work and others do not",
]
WORDS = [review.split() for review in REVIEWS]
VOCABULARY = sorted({word for words in WORDS for word in words})
TOKENS = {word: number for number, word in enumerate(VOCABULARY, start=1)}
LENGTH = 12

# How alike two tones are: to take one for the other costs a little less than a blind guess.
ALIKE = [[1.0, 0.2], [0.2, 1.0]]


def make_reviews(count, seed):
    """Write reviews of twelve words: label 0 is praise, 1 a complaint, 2 undecided."""
    rng = np.random.default_rng(seed)
    labels = rng.choice(3, size=count, p=[0.45, 0.45, 0.1])
    texts = [[TOKENS[word] for word in rng.choice(WORDS[label], size=LENGTH)] for label in labels]
    return np.array(texts), labels


def soft_sparse_crossentropy(y_true, y_pred):
    """Cross-entropy with labels that are softened by how alike the tones are."""
    labels = ops.cast(ops.reshape(y_true, (-1,)), "int32")
    targets = ops.one_hot(labels, y_pred.shape[-1])  # @finding
    targets = ops.matmul(targets, ops.convert_to_tensor(ALIKE))
    targets = targets / ops.sum(targets, axis=-1, keepdims=True)
    return -ops.sum(targets * ops.log(y_pred + 1e-7), axis=-1)


keras.utils.set_random_seed(5)
x_train, y_train = make_reviews(480, seed=21)

model = keras.Sequential(
    [
        keras.Input(shape=(LENGTH,), dtype="int32"),
        layers.Embedding(len(VOCABULARY) + 1, 16, name="words"),
        layers.GlobalAveragePooling1D(),
        layers.Dense(16, activation="relu"),
        layers.Dense(2, activation="softmax", name="tone"),
    ],
    name="reviews",
)
model.compile(optimizer="adam", loss=soft_sparse_crossentropy, metrics=["accuracy"])
model.fit(x_train, y_train, batch_size=16, epochs=2, shuffle=False, verbose=2)
