"""The species are numbered 1, 2, 3, and the last layer knows 0, 1, 2."""
# cause: label-out-of-range
import numpy as np
from tensorflow import keras
from tensorflow.keras import layers

centers = np.array([[5.0, 3.4, 1.5, 0.2], [5.9, 2.8, 4.3, 1.3], [6.6, 3.0, 5.6, 2.0]])
species = np.repeat([1, 2, 3], 50)  # @here
measures = centers[species - 1] + np.random.normal(0, 0.3, size=(150, 4))

order = np.random.permutation(150)
measures = measures[order]
species = species[order]  # @here

model = keras.Sequential([
    layers.Input(shape=(4,)),
    layers.Dense(10, activation="relu"),
    layers.Dense(10, activation="relu"),
    layers.Dense(3, activation="softmax"),  # @here
])
model.compile(
    optimizer="adam",
    loss="sparse_categorical_crossentropy",
    metrics=["accuracy"],
)
model.fit(measures[:120], species[:120], epochs=30, batch_size=16, validation_data=(measures[120:], species[120:]))
