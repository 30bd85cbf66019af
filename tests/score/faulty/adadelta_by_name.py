"""Adadelta by its name has a learning rate of 0.001, a thousand times less than its authors meant."""
# cause: learning-rate-default|learning-rate-low
import numpy as np
import keras
from keras.layers import Conv2D, Dense, Flatten, MaxPooling2D
from keras.models import Sequential

num_classes = 6
y = np.random.randint(0, num_classes, 400)
x = 0.5 * np.random.rand(400, 20, 20, 1)
for i in range(400):
    x[i, :, 3 * y[i] : 3 * y[i] + 3] += 0.4
y = keras.utils.to_categorical(y, num_classes)

model = Sequential()
model.add(Conv2D(8, kernel_size=(3, 3), activation="relu", input_shape=(20, 20, 1)))
model.add(MaxPooling2D(pool_size=(2, 2)))
model.add(Flatten())
model.add(Dense(32, activation="relu"))
model.add(Dense(num_classes, activation="softmax"))
model.compile(loss="categorical_crossentropy", optimizer="adadelta", metrics=["accuracy"])  # @here
model.fit(x, y, batch_size=40, epochs=10, verbose=2)
