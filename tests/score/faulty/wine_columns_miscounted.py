"""Thirteen columns in the table, twelve announced to the first layer."""
# cause: incompatible-shapes
import numpy as np
import tensorflow as tf
from tensorflow.keras.layers import Dense, Dropout
from tensorflow.keras.models import Sequential

data = np.random.rand(178, 14)
X = data[:, 1:]
y = np.random.randint(0, 3, 178)

model = Sequential([
    Dense(32, activation="relu", input_shape=(12,)),  # @here
    Dropout(0.2),
    Dense(3, activation="softmax"),
])
model.compile(optimizer="adam", loss="sparse_categorical_crossentropy", metrics=["accuracy"])
model.fit(X, y, epochs=10, batch_size=16, verbose=0)
