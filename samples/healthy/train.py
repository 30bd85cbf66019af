"""A small convolutional network on synthetic digits: nothing is wrong here, so nothing must stop."""

import keras
import numpy as np
from keras import layers


def make_digits(count, seed):
    """Draw bars and crosses of 16 × 16 pixels with some noise; the label is the kind of drawing."""
    rng = np.random.default_rng(seed)
    labels = rng.integers(0, 3, size=count)
    images = rng.normal(0.0, 0.1, size=(count, 16, 16, 1))
    for image, label in zip(images, labels, strict=True):
        row, column = rng.integers(4, 12, size=2)
        if label != 1:
            image[row, 2:14] += 1.0
        if label != 0:
            image[2:14, column] += 1.0
    return images.astype("float32"), labels


keras.utils.set_random_seed(7)
x_train, y_train = make_digits(512, seed=1)
x_test, y_test = make_digits(128, seed=2)

model = keras.Sequential(
    [
        keras.Input(shape=(16, 16, 1)),
        layers.Conv2D(8, 3, activation="relu"),
        layers.MaxPooling2D(),
        layers.Conv2D(16, 3, activation="relu"),
        layers.GlobalAveragePooling2D(),
        layers.Dropout(0.1),
        layers.Dense(3, activation="softmax"),
    ],
    name="digits",
)
model.compile(
    optimizer=keras.optimizers.Adam(0.01), loss="sparse_categorical_crossentropy", metrics=["accuracy"]
)
model.fit(x_train, y_train, batch_size=32, epochs=2, validation_data=(x_test, y_test), verbose=2)
loss, accuracy = model.evaluate(x_test, y_test, verbose=0)
print(f"test loss {loss:.3f}, accuracy {accuracy:.2f}")
