"""Tanh layers with batch normalisation between them, and the last weeks of a series held out on purpose."""
import numpy as np
from keras.layers import BatchNormalization, Dense
from keras.models import Sequential

week = np.arange(520)
load = np.sin(2 * np.pi * week / 52) + 0.3 * np.sin(2 * np.pi * week / 13) + 0.1 * np.random.randn(520)
X = np.lib.stride_tricks.sliding_window_view(load, 26)[:-1]
y = load[26:]

model = Sequential()
model.add(Dense(32, activation="tanh", input_shape=(26,)))
model.add(BatchNormalization())
model.add(Dense(32, activation="tanh"))
model.add(BatchNormalization())
model.add(Dense(16, activation="tanh"))
model.add(Dense(1))
model.compile(optimizer="adam", loss="mse")
model.fit(X, y, epochs=12, batch_size=32, validation_split=0.2, verbose=2)
