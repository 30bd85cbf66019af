"""The loop that was to freeze the base comes after the new layers and freezes them, too."""
# cause: frozen-variables
import numpy as np
import keras
from keras import layers

photo = keras.Input((24, 24, 3))
h = layers.Conv2D(8, 3, activation="relu")(photo)
h = layers.MaxPooling2D()(h)
h = layers.Conv2D(16, 3, activation="relu")(h)
base = keras.Model(photo, layers.GlobalAveragePooling2D()(h), name="base")

x = layers.Dense(16, activation="relu")(base.output)
out = layers.Dense(3, activation="softmax")(x)
model = keras.Model(base.input, out)

for layer in model.layers:
    layer.trainable = False  # @here

images = np.random.rand(150, 24, 24, 3)
labels = np.random.randint(0, 3, 150)
model.compile(optimizer="adam", loss="sparse_categorical_crossentropy", metrics=["accuracy"])
model.fit(images, labels, batch_size=30, epochs=4, verbose=2)
