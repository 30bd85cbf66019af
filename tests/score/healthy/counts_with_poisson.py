"""Bicycles an hour: counts, a softplus at the end and the Poisson loss."""
import numpy as np
import tensorflow as tf

hour = np.random.randint(0, 24, 600)
rain = np.random.randint(0, 2, 600)
features = np.stack([np.sin(2 * np.pi * hour / 24), np.cos(2 * np.pi * hour / 24), rain], axis=1)
bicycles = np.random.poisson(np.exp(1.2 + 0.8 * features[:, 0] - 0.7 * rain)).astype("float32")

model = tf.keras.Sequential([
    tf.keras.layers.Input((3,)),
    tf.keras.layers.Dense(24, activation="relu"),
    tf.keras.layers.Dense(1, activation="softplus"),
])
model.compile(optimizer=tf.keras.optimizers.Adam(0.01), loss="poisson")
model.fit(features, bicycles, epochs=12, batch_size=32, verbose=2)
