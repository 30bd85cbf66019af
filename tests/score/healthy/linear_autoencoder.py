"""An autoencoder without activations, on purpose: it finds the principal components."""
import keras
import numpy as np

latent = np.random.normal(size=(500, 3))
data = latent @ np.random.normal(size=(3, 12)) + 0.05 * np.random.normal(size=(500, 12))

encoder = keras.Sequential([keras.Input((12,)), keras.layers.Dense(3, use_bias=False, name="code")])
decoder = keras.Sequential([keras.Input((3,)), keras.layers.Dense(12, name="reconstruction")])
autoencoder = keras.Sequential([encoder, decoder])
autoencoder.compile(keras.optimizers.Adam(0.01), "mse")
autoencoder.fit(data, data, epochs=15, batch_size=32, verbose=2)
