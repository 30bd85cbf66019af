"""One column is constant: divided by its standard deviation of 0 it is NaN."""
# cause: nan-in-data|numeric-domain
import numpy as np
import keras

rng = np.random.default_rng(0)
sensors = rng.normal(loc=20, scale=3, size=(500, 6))
sensors[:, 4] = 1.0
failed = (sensors[:, 0] > 23).astype("float32")

mean = sensors.mean(axis=0)
std = sensors.std(axis=0)
normalised = (sensors - mean) / std  # @here

model = keras.Sequential([
    keras.layers.Dense(16, activation="relu"),
    keras.layers.Dense(1, activation="sigmoid"),
])
model.compile(loss="binary_crossentropy", optimizer="adam", metrics=["accuracy"])
model.fit(normalised, failed, epochs=5, batch_size=25)
