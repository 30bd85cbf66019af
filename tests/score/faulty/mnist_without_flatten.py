"""A convolution goes straight into the classifier: nothing flattens the picture."""
# cause: missing-flatten
import keras
import numpy as np
from keras.layers import Conv2D, Dense, MaxPooling2D
from keras.models import Sequential
from keras.utils import to_categorical

x_train = np.random.randint(0, 256, size=(512, 28, 28)).astype("float32") / 255
y_train = np.random.randint(0, 10, size=512)
for i in range(10):
    x_train[y_train == i, i * 2 : i * 2 + 4, 4:24] += 0.5

x_train = x_train.reshape(-1, 28, 28, 1)
y_train = to_categorical(y_train, 10)

model = Sequential()
model.add(keras.Input(shape=(28, 28, 1)))
model.add(Conv2D(16, kernel_size=(3, 3), activation="relu"))
model.add(MaxPooling2D(pool_size=(2, 2)))  # @here
model.add(Dense(32, activation="relu"))  # @here
model.add(Dense(10, activation="softmax"))  # @here

model.compile(loss="categorical_crossentropy", optimizer="adam", metrics=["accuracy"])
model.fit(x_train, y_train, batch_size=64, epochs=3)
