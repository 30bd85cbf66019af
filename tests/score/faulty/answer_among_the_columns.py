"""The slice of the inputs has one column too many: the last one is the answer."""
# cause: labels-in-inputs
import numpy as np
from keras.layers import Dense
from keras.models import Sequential

patients = np.random.normal(size=(400, 8))
outcome = (patients[:, 1] + np.random.normal(size=400) > 0).astype(float)
dataset = np.column_stack([patients, outcome])

X = dataset[:, 0:9]  # @here
Y = dataset[:, 8]

model = Sequential()
model.add(Dense(12, input_shape=(9,), activation="relu"))
model.add(Dense(1, activation="sigmoid"))
model.compile(loss="binary_crossentropy", optimizer="adam", metrics=["accuracy"])
model.fit(X, Y, epochs=15, batch_size=20, verbose=2)
