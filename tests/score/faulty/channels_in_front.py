"""The channel stands in front of the picture, as Theano had it: a convolution sees one row of pixels."""
# cause: channel-order
import numpy
from keras.models import Sequential
from keras.layers import Dense, Flatten, Conv2D, MaxPooling2D
from keras.utils import to_categorical

numpy.random.seed(7)
X_train = numpy.random.randint(0, 256, (300, 28, 28))
y_train = numpy.random.randint(0, 10, 300)

# reshape to be [samples][channels][width][height]
X_train = X_train.reshape(X_train.shape[0], 1, 28, 28).astype('float32')  # @here
X_train = X_train / 255
y_train = to_categorical(y_train)
num_classes = y_train.shape[1]


def baseline_model():
    model = Sequential()
    model.add(Conv2D(32, (5, 5), input_shape=(1, 28, 28), activation='relu'))  # @here
    model.add(MaxPooling2D(pool_size=(2, 2)))
    model.add(Flatten())
    model.add(Dense(128, activation='relu'))
    model.add(Dense(num_classes, activation='softmax'))
    model.compile(loss='categorical_crossentropy', optimizer='adam', metrics=['accuracy'])
    return model


model = baseline_model()
model.fit(X_train, y_train, epochs=10, batch_size=200, verbose=2)
