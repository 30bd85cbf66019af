"""A simple recurrence of sigmoids is to remember the first of fifty values."""
# cause: saturating-stack
import numpy as np
import tensorflow as tf

series = np.random.rand(256, 50, 1).astype("float32")
first = (series[:, 0, 0] > 0.5).astype("float32")

model = tf.keras.models.Sequential()
model.add(tf.keras.layers.SimpleRNN(12, activation="sigmoid", return_sequences=True, input_shape=(50, 1)))  # @here
model.add(tf.keras.layers.SimpleRNN(12, activation="sigmoid"))  # @here
model.add(tf.keras.layers.Dense(1, activation="sigmoid"))
model.compile(optimizer="sgd", loss="binary_crossentropy", metrics=["accuracy"])
model.fit(series, first, batch_size=64, epochs=3, verbose=2)
