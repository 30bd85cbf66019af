"""The number of rows was written into the input shape."""
# cause: batch-axis
import numpy as np
from tensorflow.keras import Sequential
from tensorflow.keras.layers import Dense

x_train = np.random.randn(800, 6)
y_train = x_train.sum(axis=1) + 0.1 * np.random.randn(800)

model = Sequential()
model.add(Dense(32, activation="relu", input_shape=x_train.shape))  # @here
model.add(Dense(1))
model.compile(loss="mse", optimizer="adam")
model.fit(x_train, y_train, epochs=5, batch_size=32)
