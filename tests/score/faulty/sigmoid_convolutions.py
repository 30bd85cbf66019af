"""Six convolutions with sigmoids: the pictures do not arrive at the other end, nor the gradients at this one."""
# cause: saturating-stack
import numpy as np
from keras import Sequential
from keras.layers import Conv2D, Dense, Flatten, Input, MaxPooling2D

labels = np.random.randint(0, 5, 240)
images = 0.4 * np.random.rand(240, 24, 24, 1)
for row, k in enumerate(labels):
    images[row, 4 * k : 4 * k + 5] += 0.6

cnn = Sequential()
cnn.add(Input((24, 24, 1)))
for filters in (8, 8, 8):
    cnn.add(Conv2D(filters, (3, 3), padding="same", activation="sigmoid"))  # @here
    cnn.add(Conv2D(filters, (3, 3), padding="same", activation="sigmoid"))  # @here
    cnn.add(MaxPooling2D((2, 2)))
cnn.add(Flatten())
cnn.add(Dense(16, activation="sigmoid"))  # @here
cnn.add(Dense(5, activation="softmax"))
cnn.compile(optimizer="sgd", loss="sparse_categorical_crossentropy", metrics=["accuracy"])
cnn.fit(images, labels, batch_size=40, epochs=6, verbose=2)
