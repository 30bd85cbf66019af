"""Categorical cross-entropy over one unit: there is nothing to choose from."""
# cause: loss-for-task|loss-activation-mismatch
import numpy as np
from tensorflow.keras.layers import Conv2D, Dense, Flatten, MaxPooling2D
from tensorflow.keras.models import Sequential

cats_and_dogs = np.random.rand(160, 32, 32, 3)
is_dog = np.random.randint(0, 2, (160, 1)).astype("float32")
cats_and_dogs[is_dog[:, 0] == 1, :, :, 0] *= 0.4

classifier = Sequential()
classifier.add(Conv2D(16, (3, 3), input_shape=(32, 32, 3), activation='relu'))
classifier.add(MaxPooling2D(pool_size=(2, 2)))
classifier.add(Conv2D(16, (3, 3), activation='relu'))
classifier.add(MaxPooling2D(pool_size=(2, 2)))
classifier.add(Flatten())
classifier.add(Dense(units=32, activation='relu'))
classifier.add(Dense(units=1, activation='sigmoid'))  # @here
classifier.compile(optimizer='adam', loss='categorical_crossentropy', metrics=['accuracy'])  # @here
classifier.fit(cats_and_dogs, is_dog, epochs=3, batch_size=32)
