"""Users and films as vectors, their product is the number of stars: no activation anywhere, and none needed."""
import keras
import numpy as np
from keras import layers, ops

users, films, n = 60, 40, 900
u, f = np.random.randint(0, users, n), np.random.randint(0, films, n)
taste, style = np.random.randn(users, 2), np.random.randn(films, 2)
stars = np.clip(np.round(3 + (taste[u] * style[f]).sum(axis=1)), 1, 5).astype("float32")


class Recommender(keras.Model):
    def __init__(self):
        super().__init__()
        self.user = layers.Embedding(users, 8, embeddings_regularizer=keras.regularizers.L2(1e-5))
        self.film = layers.Embedding(films, 8, embeddings_regularizer=keras.regularizers.L2(1e-5))
        self.user_bias = layers.Embedding(users, 1)
        self.film_bias = layers.Embedding(films, 1)

    def call(self, pair):
        a, b = pair[:, 0], pair[:, 1]
        dot = ops.sum(self.user(a) * self.film(b), axis=1, keepdims=True)
        return 3.0 + dot + self.user_bias(a) + self.film_bias(b)


model = Recommender()
model.compile(keras.optimizers.Adam(0.02), "mse")
model.fit(np.stack([u, f], axis=1), stars, batch_size=60, epochs=10, verbose=2)
