"""Air pressure in hectopascal, as measured, into a dense layer and a recurrent one."""

import keras
import numpy as np
from keras import layers

rng = np.random.default_rng(2)
pressure = (1013.0 + rng.normal(size=(48, 10, 1)).cumsum(axis=1)).astype("float32")  # @here
rain = (pressure[:, -1, 0] < 1013.0).astype("float32")

series = keras.Input((10, 1), name="pressure")
last = layers.Flatten()(series)
both = layers.Concatenate()([layers.Dense(8, activation="relu")(last), layers.LSTM(4)(series)])
model = keras.Model(series, layers.Dense(1, activation="sigmoid")(both))
model.compile("adam", "binary_crossentropy")
model.fit(pressure, rain, batch_size=16, verbose=0)
