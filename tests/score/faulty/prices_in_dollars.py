"""Prices of half a million dollars as targets: in so many steps Adam comes nowhere near."""
# cause: unscaled-target
import numpy as np
from tensorflow import keras
from tensorflow.keras.layers import Dense

n = 500
X = np.random.randn(n, 8)
y = 540_000 + 120_000 * X[:, 0] + 60_000 * X[:, 1] + 20_000 * np.random.randn(n)  # @here

model = keras.Sequential()
model.add(Dense(64, activation="relu", input_shape=(8,)))
model.add(Dense(64, activation="relu"))
model.add(Dense(1))
model.compile(optimizer="adam", loss="mean_squared_error", metrics=["mae"])
model.fit(X, y, epochs=20, batch_size=32, validation_split=0.1, verbose=2)
print(model.predict(X[:3]), y[:3])
