"""Digits from 0 to 9 for one sigmoid and binary cross-entropy."""
# cause: label-out-of-range|loss-for-task
import numpy as np
import tensorflow as tf

x = np.random.rand(500, 64).astype("float32")
y = np.random.randint(0, 10, 500).astype("float32")  # @here

model = tf.keras.Sequential([
    tf.keras.layers.Dense(32, activation="relu", input_shape=(64,)),
    tf.keras.layers.Dense(1, activation="sigmoid"),  # @here
])
model.compile("adam", loss="binary_crossentropy", metrics=["accuracy"])  # @here
model.fit(x, y, epochs=10, batch_size=50, verbose=2)
