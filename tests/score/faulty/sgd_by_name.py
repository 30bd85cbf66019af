"""SGD by its name takes steps of 0.01, too small for a wave: the network stays at the mean."""
# cause: learning-rate-default|learning-rate-low
import numpy as np
from tensorflow.keras.layers import Dense
from tensorflow.keras.models import Sequential

x = np.linspace(-1, 1, 300).reshape(-1, 1)
y = np.sin(3 * np.pi * x)

model = Sequential()
model.add(Dense(40, activation="tanh", input_dim=1))
model.add(Dense(40, activation="tanh"))
model.add(Dense(1))
model.compile(loss="mean_squared_error", optimizer="sgd")  # @here
model.fit(x, y, epochs=50, batch_size=30, verbose=0)
print(model.evaluate(x, y))
