"""Tell good reviews from bad ones. Training goes well for 18 batches, then the loss is NaN."""

import keras
import numpy as np
from keras import layers, ops

LENGTH = 10
BATCH_SIZE = 8

SUBJECTS = ["the film", "this story", "the whole cast", "the music", "her first book", "the long ending"]
GOOD = ["was a joy", "made me smile", "is simply great", "kept me awake all night", "was worth every minute"]
BAD = ["was a bore", "made me yawn", "is simply awful", "put me to sleep", "was not worth a minute"]


class AttentionPooling(layers.Layer):
    """Make one vector of a text: the mean of its words, weighted by how much each one matters."""

    def __init__(self, **options):
        super().__init__(**options)
        self.supports_masking = True
        self.score = layers.Dense(1, name="score")

    def build(self, shape):
        self.score.build(shape)

    def call(self, words, mask=None):
        scores = ops.squeeze(self.score(words), axis=-1)
        scores = ops.where(mask, scores, -np.inf)
        weights = ops.softmax(scores, axis=-1)  # @finding
        return ops.sum(weights[..., None] * words, axis=1)

    def compute_mask(self, *_):
        """Return none: the vector has no words to leave out."""
        return


def make_reviews(count, seed):
    """Make reviews up, and say of each whether it is a good one."""
    rng = np.random.default_rng(seed)
    labels = rng.integers(0, 2, size=count)
    reviews = [f"{rng.choice(SUBJECTS)} {rng.choice(GOOD if label else BAD)}" for label in labels]
    # Somebody has given stars and written nothing.
    reviews[149] = ""
    return reviews, labels


def to_ids(reviews, vocabulary):
    """Write words as numbers, and fill texts up with zeros."""
    ids = np.zeros((len(reviews), LENGTH), "int32")
    for row, review in enumerate(reviews):
        words = [vocabulary[word] for word in review.split()]
        ids[row, : len(words)] = words
    return ids


keras.utils.set_random_seed(3)
reviews, labels = make_reviews(BATCH_SIZE * 30, seed=11)
vocabulary = {word: number for number, word in enumerate(sorted(set(" ".join(reviews).split())), start=1)}

ids = keras.Input((LENGTH,), dtype="int32", name="words")
x = layers.Embedding(len(vocabulary) + 1, 16, mask_zero=True, name="embedding")(ids)
x = layers.MultiHeadAttention(num_heads=4, key_dim=8, name="self_attention")(x, x)
x = AttentionPooling(name="pooling")(x)
model = keras.Model(ids, layers.Dense(1, activation="sigmoid")(x), name="reviews")

model.compile(optimizer=keras.optimizers.Adam(0.03), loss="binary_crossentropy", metrics=["accuracy"])
model.fit(to_ids(reviews, vocabulary), labels, batch_size=BATCH_SIZE, epochs=2, shuffle=False, verbose=2)
