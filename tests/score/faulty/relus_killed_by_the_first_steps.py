"""With a learning rate of 10 the first steps throw the ReLUs below zero, where they stay."""
# cause: learning-rate-high|dead-relu
import numpy as np
from keras.layers import Dense
from keras.models import Sequential
from keras.optimizers import SGD

X = np.random.rand(300, 12)
y = (X.sum(axis=1) > 6).astype(int)

model = Sequential()
model.add(Dense(24, activation="relu", input_dim=12))
model.add(Dense(24, activation="relu"))
model.add(Dense(1, activation="sigmoid"))
opt = SGD(learning_rate=10.0, momentum=0.9)  # @here
model.compile(loss="binary_crossentropy", optimizer=opt, metrics=["accuracy"])
model.fit(X, y, epochs=15, batch_size=10, verbose=2)
