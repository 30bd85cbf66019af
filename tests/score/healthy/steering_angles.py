"""Steering angles from -1 to 1 come out of a tanh."""
import numpy as np
import keras
from keras.layers import Conv2D, Dense, Flatten, Lambda

road = np.random.uniform(-1, 1, 300)
frames = np.random.randint(0, 90, (300, 12, 20, 1)).astype("float32")
for i, angle in enumerate(road):
    column = int(9.5 + 8 * angle)
    frames[i, :, column : column + 2] = 255

model = keras.Sequential()
model.add(keras.Input((12, 20, 1)))
model.add(Lambda(lambda x: x / 127.5 - 1.0))
model.add(Conv2D(8, 3, activation="elu"))
model.add(Conv2D(8, 3, strides=2, activation="elu"))
model.add(Flatten())
model.add(Dense(24, activation="elu"))
model.add(Dense(1, activation="tanh"))
model.compile(loss="mse", optimizer=keras.optimizers.Adam(learning_rate=1e-3))
model.fit(frames, road, batch_size=30, epochs=10, validation_split=0.2, verbose=2)
