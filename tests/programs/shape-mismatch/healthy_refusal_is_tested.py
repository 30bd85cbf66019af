"""A script makes sure that its model refuses wrong inputs, then trains it."""

import keras
import numpy as np
from keras import layers

rng = np.random.default_rng(0)
x = rng.normal(size=(64, 8)).astype("float32")
y = (x[:, :1] > 0).astype("float32")

inputs = keras.Input((8,))
model = keras.Model(inputs, layers.Dense(1, activation="sigmoid")(inputs))
model.compile(optimizer="adam", loss="binary_crossentropy")
try:
    model.predict(x[:, :5], verbose=0)
except ValueError as error:
    print("refused, as it should be:", error)
model.fit(x, y, batch_size=16, epochs=2, verbose=0)
