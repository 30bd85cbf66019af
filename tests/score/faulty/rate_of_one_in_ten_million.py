"""A learning rate of 1e-7: nothing happens in any number of epochs that one would wait for."""
# cause: learning-rate-low
import numpy as np
from keras.layers import Dense, Dropout
from keras.models import Sequential
from keras.optimizers import Adam

tabular = np.random.randn(500, 20)
label = (tabular[:, :5].sum(axis=1) > 0).astype("float32")

model = Sequential()
model.add(Dense(32, activation="relu", input_dim=20))
model.add(Dropout(0.1))
model.add(Dense(16, activation="relu"))
model.add(Dense(1, activation="sigmoid"))

lr = 1e-7  # @here
model.compile(loss="binary_crossentropy", optimizer=Adam(learning_rate=lr), metrics=["accuracy"])  # @here
model.fit(tabular, label, epochs=20, batch_size=32, verbose=2)
