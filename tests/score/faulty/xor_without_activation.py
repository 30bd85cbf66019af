"""Exclusive or with hidden layers that have no activation: they are one linear layer."""
# cause: linear-stack
import numpy as np
from keras.models import Sequential
from keras.layers import Dense

X = np.array([[0, 0], [0, 1], [1, 0], [1, 1]], dtype="float32")
y = np.array([[0], [1], [1], [0]], dtype="float32")

model = Sequential()
model.add(Dense(8, input_dim=2))  # @here
model.add(Dense(8))  # @here
model.add(Dense(1, activation="sigmoid"))

model.compile(loss="binary_crossentropy", optimizer="adam", metrics=["accuracy"])
model.fit(X, y, epochs=120, batch_size=4, verbose=0)
print(model.predict(X).round(2))
