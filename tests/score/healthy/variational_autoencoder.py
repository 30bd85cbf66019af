"""A variational autoencoder with a sampling layer and the divergence as an added loss."""
import keras
import numpy as np
from keras import layers, ops


class Sampling(layers.Layer):
    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        self.seed_generator = keras.random.SeedGenerator(1337)

    def call(self, inputs):
        mean, log_var = inputs
        self.add_loss(-0.002 * ops.mean(1 + log_var - ops.square(mean) - ops.exp(log_var)))
        return mean + ops.exp(0.5 * log_var) * keras.random.normal(ops.shape(mean), seed=self.seed_generator)


inputs = keras.Input((36,))
h = layers.Dense(32, activation="relu")(inputs)
z = Sampling()([layers.Dense(2)(h), layers.Dense(2)(h)])
h = layers.Dense(32, activation="relu")(z)
vae = keras.Model(inputs, layers.Dense(36, activation="sigmoid")(h))
vae.compile(keras.optimizers.Adam(0.005), "binary_crossentropy")

x = np.zeros((500, 6, 6), "float32")
for i in range(500):
    r, c = np.random.randint(0, 4, 2)
    x[i, r : r + 3, c : c + 3] = 1.0
x = x.reshape(500, 36)
vae.fit(x, x, batch_size=50, epochs=15, verbose=2)
