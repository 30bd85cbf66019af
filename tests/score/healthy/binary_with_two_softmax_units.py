"""Two classes as two softmax units, smoothed labels, dropout of a half."""
import numpy as np
import keras
from keras import layers

x = np.random.normal(size=(500, 12))
y = keras.utils.to_categorical(x[:, 0] - x[:, 5] > 0, 2)

model = keras.Sequential([
    layers.Dense(64, activation="relu", input_shape=(12,)),
    layers.Dropout(0.5),
    layers.Dense(32, activation="relu"),
    layers.Dropout(0.5),
    layers.Dense(2, activation="softmax"),
])
loss = keras.losses.CategoricalCrossentropy(label_smoothing=0.1)
model.compile(optimizer="adam", loss=loss, metrics=["accuracy"])
model.fit(x, y, epochs=12, batch_size=32, validation_split=0.2, verbose=2)
