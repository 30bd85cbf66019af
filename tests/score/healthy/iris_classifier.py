"""Iris-like flowers in raw centimetres, the usual small network."""
import numpy as np
from keras.layers import Dense
from keras.models import Sequential
from keras.utils import to_categorical

centers = np.array([[5.0, 3.4, 1.5, 0.2], [5.9, 2.8, 4.3, 1.3], [6.6, 3.0, 5.6, 2.0]])
species = np.random.randint(0, 3, 150)
X = centers[species] + np.random.normal(0, 0.3, size=(150, 4))
Y = to_categorical(species)

model = Sequential()
model.add(Dense(8, input_dim=4, activation="relu"))
model.add(Dense(3, activation="softmax"))
model.compile(loss="categorical_crossentropy", optimizer="adam", metrics=["accuracy"])
model.fit(X, Y, epochs=20, batch_size=10, verbose=2)
