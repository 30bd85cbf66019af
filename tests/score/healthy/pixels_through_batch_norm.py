"""Pixels from 0 to 255, normalised by the batch normalisation that comes first."""
import numpy as np
import keras
from keras.layers import BatchNormalization, Conv2D, Dense, Flatten, MaxPooling2D
from keras.models import Sequential

y = np.random.randint(0, 4, 320)
x = np.random.randint(0, 100, (320, 16, 16, 3)).astype("float32")
for i, k in enumerate(y):
    x[i, 4 * k : 4 * k + 4] += 150

model = Sequential()
model.add(keras.Input((16, 16, 3)))
model.add(BatchNormalization())
model.add(Conv2D(8, (3, 3), activation="relu"))
model.add(MaxPooling2D((2, 2)))
model.add(Flatten())
model.add(Dense(16, activation="relu"))
model.add(Dense(4, activation="softmax"))
model.compile(optimizer="adam", loss="sparse_categorical_crossentropy", metrics=["accuracy"])
model.fit(x, y, epochs=5, batch_size=32, verbose=2)
