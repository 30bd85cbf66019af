"""The data came sorted by class and is shuffled before a share of it is held out."""
import numpy as np
from keras.layers import Dense
from keras.models import Sequential
from keras.utils import to_categorical

X = np.concatenate([np.random.normal(k, 0.6, size=(100, 3)) for k in range(3)])
y = np.repeat([0, 1, 2], 100)

indices = np.arange(len(X))
np.random.shuffle(indices)
X, y = X[indices], y[indices]
Y = to_categorical(y)

model = Sequential()
model.add(Dense(16, input_dim=3, activation="relu"))
model.add(Dense(3, activation="softmax"))
model.compile(optimizer="rmsprop", loss="categorical_crossentropy", metrics=["accuracy"])
model.fit(X, Y, epochs=20, batch_size=20, validation_split=0.2, verbose=2)
