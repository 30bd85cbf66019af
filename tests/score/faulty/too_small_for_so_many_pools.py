"""Small pictures are pooled until nothing is left."""
# cause: incompatible-shapes
import numpy as np
import tensorflow as tf
from tensorflow.keras import layers, models

x = np.random.rand(200, 16, 16, 3)
y = np.random.randint(0, 2, (200, 1))

model = models.Sequential()
model.add(layers.Conv2D(16, (3, 3), activation="relu", input_shape=(16, 16, 3)))
model.add(layers.MaxPooling2D((2, 2)))
model.add(layers.Conv2D(32, (3, 3), activation="relu"))
model.add(layers.MaxPooling2D((2, 2)))  # @here
model.add(layers.Conv2D(32, (3, 3), activation="relu"))  # @here
model.add(layers.MaxPooling2D((2, 2)))
model.add(layers.Flatten())
model.add(layers.Dense(1, activation="sigmoid"))
model.compile(optimizer="adam", loss="binary_crossentropy", metrics=["accuracy"])
model.fit(x, y, epochs=2)
