"""A dense layer behind a whole aerial photograph: 170 terabytes of weights."""
# cause: out-of-memory
import numpy as np
import tensorflow as tf
from tensorflow.keras import layers, models


def photographs():
    while True:
        photo = np.random.rand(1, 4096, 4096, 3).astype("float32")
        roofs = photo[:, ::21, ::21, 0][:, :160, :160] > 0.9
        yield photo, roofs.reshape(1, -1).astype("float32")


model = models.Sequential()
model.add(layers.Input((4096, 4096, 3)))
model.add(layers.Conv2D(64, (3, 3), activation="relu", padding="same"))
model.add(layers.Flatten())  # @here
model.add(layers.Dense(200 * 200, activation="relu"))  # @here
model.add(layers.Dense(160 * 160, activation="sigmoid"))
model.compile(optimizer="adam", loss="binary_crossentropy")
model.fit(photographs(), steps_per_epoch=10, epochs=1)
