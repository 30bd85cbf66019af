"""The last ReLU is below zero for every row: the prediction is 0, and so is the gradient."""
# cause: output-activation|dead-relu
import numpy as np
import keras
from keras.layers import Dense, Input

X = np.random.uniform(size=(400, 4))
profit = -3.0 + X @ np.array([1.0, 0.5, -1.0, 0.2]) + 0.1 * np.random.randn(400)

model = keras.Sequential()
model.add(Input((4,)))
model.add(Dense(16, activation="relu"))
model.add(Dense(8, activation="relu"))
model.add(Dense(1, activation="relu"))  # @here
model.compile(loss="mse", optimizer="rmsprop")
model.fit(X, profit, epochs=12, batch_size=20, verbose=2)
