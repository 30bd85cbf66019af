"""Signals of 100 samples go into a one-dimensional convolution without the axis of channels."""
# cause: incompatible-shapes
import numpy as np
import keras
from keras import layers

t = np.linspace(0, 1, 100)
frequency = np.random.choice([3, 7], size=256)
signals = np.sin(2 * np.pi * frequency[:, None] * t) + 0.2 * np.random.randn(256, 100)  # @here
classes = (frequency == 7).astype("float32")

model = keras.Sequential([
    layers.Conv1D(16, 7, activation="relu"),  # @here
    layers.MaxPooling1D(4),
    layers.Conv1D(16, 5, activation="relu"),
    layers.GlobalAveragePooling1D(),
    layers.Dense(1, activation="sigmoid"),
])
model.compile(optimizer="adam", loss="binary_crossentropy", metrics=["accuracy"])
model.fit(signals, classes, epochs=5, batch_size=32)
