"""Every weight begins as 1, so all units of a layer are one unit."""
# cause: weight-init
import numpy as np
import tensorflow as tf
from tensorflow.keras import layers

points = np.random.uniform(-1, 1, size=(400, 2)).astype("float32")
ring = ((points**2).sum(axis=1) < 0.5).astype("float32")

model = tf.keras.Sequential([
    layers.Dense(16, activation="tanh", kernel_initializer="ones", input_shape=(2,)),  # @here
    layers.Dense(16, activation="tanh", kernel_initializer="ones"),  # @here
    layers.Dense(1, activation="sigmoid", kernel_initializer="ones"),  # @here
])
model.compile("adam", "binary_crossentropy", metrics=["accuracy"])
model.fit(points, ring, batch_size=20, epochs=15, verbose=2)
