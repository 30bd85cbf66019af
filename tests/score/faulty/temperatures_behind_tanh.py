"""Temperatures between 5 and 30 degrees cannot come out of a tanh."""
# cause: output-activation
import numpy as np
import keras
from keras import layers

hours = np.arange(1500)
temperature = 17 + 8 * np.sin(2 * np.pi * hours / 24) + np.random.normal(0, 1.0, hours.size)

window = 24
mean, std = temperature.mean(), temperature.std()
X = np.array([(temperature[i : i + window] - mean) / std for i in range(600)])[..., None]
y = np.array([temperature[i + window] for i in range(600)])

model = keras.Sequential([
    keras.Input((window, 1)),
    layers.Conv1D(16, 5, activation="relu"),
    layers.GlobalMaxPooling1D(),
    layers.Dense(16, activation="relu"),
    layers.Dense(1, activation="tanh"),  # @here
])
model.compile(optimizer="adam", loss="mse")
model.fit(X, y, epochs=15, batch_size=32, verbose=2)
