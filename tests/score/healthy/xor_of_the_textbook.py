"""Exclusive or with sigmoids and the squared error, as in the textbook: slow, and it works."""
import numpy as np
from keras.layers import Dense
from keras.models import Sequential
from keras.optimizers import Adam

X = np.array([[0, 0], [0, 1], [1, 0], [1, 1]], "float32")
y = np.array([[0], [1], [1], [0]], "float32")

model = Sequential()
model.add(Dense(8, input_dim=2, activation="tanh"))
model.add(Dense(1, activation="sigmoid"))
model.compile(loss="mean_squared_error", optimizer=Adam(learning_rate=0.1), metrics=["binary_accuracy"])
model.fit(X, y, batch_size=4, epochs=120, verbose=0)
print(model.predict(X))
