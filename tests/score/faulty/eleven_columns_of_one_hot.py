"""Digits are one-hot with eleven columns, the last layer has ten units."""
# cause: incompatible-shapes|label-out-of-range
import numpy as np
import keras
from keras.layers import Dense, Dropout
from keras.models import Sequential

digits = np.random.randint(1, 11, 600)
pixels = np.random.rand(600, 64)

targets = keras.utils.to_categorical(digits)  # @here

model = Sequential([
    Dense(64, activation="relu", input_shape=(64,)),
    Dropout(0.3),
    Dense(10, activation="softmax"),  # @here
])
model.compile(optimizer="rmsprop", loss="categorical_crossentropy", metrics=["accuracy"])
model.fit(pixels, targets, batch_size=128, epochs=4)
