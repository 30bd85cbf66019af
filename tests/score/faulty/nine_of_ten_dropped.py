"""Nine of ten units are dropped after each layer."""
# cause: dropout-high
import numpy as np
from keras.layers import Dense, Dropout
from keras.models import Sequential

X = np.random.normal(size=(480, 16))
y = np.argmax(X[:, :4] + 0.3 * np.random.normal(size=(480, 4)), axis=1)

model = Sequential()
model.add(Dense(64, input_dim=16, activation="relu"))
model.add(Dropout(0.9))  # @here
model.add(Dense(64, activation="relu"))
model.add(Dropout(0.9))  # @here
model.add(Dense(32, activation="relu"))
model.add(Dropout(0.9))  # @here
model.add(Dense(4, activation="softmax"))
model.compile(loss="sparse_categorical_crossentropy", optimizer="adam", metrics=["accuracy"])
model.fit(X, y, epochs=12, batch_size=32, verbose=2)
