"""Ten sigmoids where one of ten classes is true."""
# cause: loss-activation-mismatch
import numpy as np
import keras
from keras.layers import Conv2D, Dense, Dropout, Flatten, MaxPooling2D
from keras.models import Sequential

num_classes = 10
y = np.random.randint(0, num_classes, 500)
x = 0.3 * np.random.rand(500, 28, 28, 1)
for row, digit in enumerate(y):
    x[row, 2 * digit + 3 : 2 * digit + 6] += 0.7
y = keras.utils.to_categorical(y, num_classes)

model = Sequential()
model.add(Conv2D(8, kernel_size=(3, 3), activation='relu', input_shape=(28, 28, 1)))
model.add(MaxPooling2D(pool_size=(2, 2)))
model.add(Dropout(0.25))
model.add(Flatten())
model.add(Dense(32, activation='relu'))
model.add(Dense(num_classes, activation='sigmoid'))  # @here

model.compile(loss=keras.losses.categorical_crossentropy, optimizer='adam', metrics=['accuracy'])  # @here
model.fit(x, y, batch_size=50, epochs=3, verbose=1)
