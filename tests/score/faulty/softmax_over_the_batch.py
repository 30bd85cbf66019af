"""The softmax runs down the batch: the classes of a row do not add up to 1."""
# cause: wrong-axis
import numpy as np
import tensorflow as tf
from tensorflow import keras

x = np.random.normal(size=(480, 8)).astype("float32")
y = keras.utils.to_categorical((x[:, 0] > 0).astype(int) + (x[:, 1] > 0).astype(int), 3)

model = keras.Sequential()
model.add(keras.layers.Dense(20, activation="relu", input_shape=(8,)))
model.add(keras.layers.Dense(3))
model.add(keras.layers.Lambda(lambda t: tf.nn.softmax(t, axis=0)))  # @here
model.compile(loss="categorical_crossentropy", optimizer="adam", metrics=["accuracy"])
model.fit(x, y, epochs=8, batch_size=32, verbose=2)
