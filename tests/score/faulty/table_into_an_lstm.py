"""An LSTM wants steps and features; the table has rows and columns alone."""
# cause: incompatible-shapes
import numpy as np
import tensorflow as tf

readings = np.random.normal(size=(500, 8)).astype("float32")  # @here
failure = (readings[:, :2].sum(axis=1) > 1).astype("float32")

model = tf.keras.Sequential([
    tf.keras.layers.LSTM(16),  # @here
    tf.keras.layers.Dense(1, activation="sigmoid"),
])
model.compile("adam", "binary_crossentropy", metrics=["accuracy"])
model.fit(readings, failure, epochs=5, batch_size=50)
