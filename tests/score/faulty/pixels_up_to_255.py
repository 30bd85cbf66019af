"""Pixels from 0 to 255 go into a network as they are."""
# cause: unscaled-input
import numpy as np
import keras
from keras.layers import Activation, Dense, Dropout
from keras.models import Sequential
from keras.optimizers import SGD
from keras.utils import to_categorical


def load_data(n=600):
    y = np.random.randint(0, 10, n)
    x = np.random.randint(0, 60, (n, 28, 28))
    for row, digit in enumerate(y):
        x[row, digit + 5 : digit + 12, digit + 4 : digit + 18] += np.random.randint(120, 190)
    return (x[:500], y[:500]), (x[500:], y[500:])


(X_train, y_train), (X_test, y_test) = load_data()
X_train = X_train.reshape(500, 784).astype('float32')  # @here
X_test = X_test.reshape(100, 784).astype('float32')
Y_train = to_categorical(y_train, 10)
Y_test = to_categorical(y_test, 10)

model = Sequential()
model.add(Dense(128, input_shape=(784,)))
model.add(Activation('relu'))
model.add(Dropout(0.2))
model.add(Dense(128))
model.add(Activation('relu'))
model.add(Dense(10))
model.add(Activation('softmax'))
model.compile(loss='categorical_crossentropy', optimizer=SGD(), metrics=['accuracy'])
model.fit(X_train, Y_train, batch_size=50, epochs=8, verbose=1, validation_data=(X_test, Y_test))
