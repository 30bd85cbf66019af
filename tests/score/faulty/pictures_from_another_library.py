"""Pictures loaded with their channels first are given to a model that wants them last."""
# cause: channel-order
import numpy as np
import keras
from keras import layers


def load(n):
    """CHW, as the loader of the old project returned them."""
    images = np.random.randint(0, 256, size=(n, 3, 32, 32), dtype="uint8")
    return images, np.random.randint(0, 10, size=n)


x, y = load(256)
x = x.astype("float32") / 255.0  # @here

inputs = keras.Input(shape=(32, 32, 3))  # @here
h = layers.Conv2D(16, 3, padding="same", activation="relu")(inputs)
h = layers.MaxPooling2D(2)(h)
h = layers.Conv2D(32, 3, padding="same", activation="relu")(h)
h = layers.GlobalAveragePooling2D()(h)
outputs = layers.Dense(10, activation="softmax")(h)
model = keras.Model(inputs, outputs)
model.compile("adam", "sparse_categorical_crossentropy", metrics=["accuracy"])
model.fit(x, y, epochs=2, batch_size=32)
