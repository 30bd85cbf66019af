"""A shortcut of 16 channels is added to a branch of 32."""
# cause: incompatible-shapes
import keras
import numpy as np
from keras import layers


def residual_block(x, filters):
    shortcut = x  # @here
    y = layers.Conv2D(filters, 3, padding="same", activation="relu")(x)
    y = layers.Conv2D(filters, 3, padding="same")(y)
    y = layers.Add()([shortcut, y])  # @here
    return layers.Activation("relu")(y)


def build():
    inputs = keras.Input((24, 24, 3))
    x = layers.Conv2D(16, 3, padding="same", activation="relu")(inputs)
    x = residual_block(x, 16)
    x = residual_block(x, 32)  # @here
    x = layers.GlobalAveragePooling2D()(x)
    return keras.Model(inputs, layers.Dense(5, activation="softmax")(x))


images = np.random.rand(128, 24, 24, 3)
labels = np.random.randint(0, 5, 128)
model = build()
model.compile("adam", "sparse_categorical_crossentropy")
model.fit(images, labels, epochs=1)
