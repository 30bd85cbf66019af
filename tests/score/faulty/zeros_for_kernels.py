"""Every kernel begins at zero: the hidden units never hear anything."""
# cause: weight-init
import numpy as np
from tensorflow.keras.layers import Dense
from tensorflow.keras.models import Sequential
from tensorflow.keras.optimizers import SGD

X = np.random.normal(size=(400, 10))
Y = (X[:, 0] * X[:, 1] > 0).astype("float32")

model = Sequential()
model.add(Dense(32, input_dim=10, kernel_initializer="zeros", activation="relu"))  # @here
model.add(Dense(32, kernel_initializer="zeros", activation="relu"))  # @here
model.add(Dense(1, kernel_initializer="zeros", activation="sigmoid"))  # @here
model.compile(loss="binary_crossentropy", optimizer=SGD(learning_rate=0.1), metrics=["accuracy"])
model.fit(X, Y, epochs=20, batch_size=32, verbose=2)
