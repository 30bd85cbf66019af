"""Ten layers of SELU with LeCun's initial weights: deep, and made to be deep."""
import numpy as np
import keras

X = np.random.normal(size=(480, 16))
y = (X[:, 0] * X[:, 1] + X[:, 2] > 0).astype("float32")

model = keras.Sequential([keras.Input((16,))])
for _ in range(10):
    model.add(keras.layers.Dense(24, activation="selu", kernel_initializer="lecun_normal"))
model.add(keras.layers.Dense(1, activation="sigmoid"))
model.compile(keras.optimizers.Adam(0.002), "binary_crossentropy", metrics=["accuracy"])
model.fit(X, y, batch_size=40, epochs=12, verbose=2)
