"""A tiny U-net says for every pixel whether it belongs to the square."""
import keras
import numpy as np
from keras import layers

X = 0.4 * np.random.rand(120, 16, 16, 1)
Y = np.zeros((120, 16, 16, 1))
for i in range(120):
    r, c = np.random.randint(0, 10, 2)
    Y[i, r : r + 6, c : c + 6] = 1
X += 0.6 * Y

inputs = keras.Input((16, 16, 1))
d1 = layers.Conv2D(8, 3, activation="relu", padding="same")(inputs)
d2 = layers.Conv2D(16, 3, activation="relu", padding="same")(layers.MaxPooling2D()(d1))
u1 = layers.Conv2DTranspose(8, 2, strides=2)(d2)
u1 = layers.Conv2D(8, 3, activation="relu", padding="same")(layers.concatenate([u1, d1]))
outputs = layers.Conv2D(1, 1, activation="sigmoid")(u1)
unet = keras.Model(inputs, outputs)
unet.compile("adam", "binary_crossentropy", metrics=["accuracy"])
unet.fit(X, Y, batch_size=20, epochs=6, verbose=2)
