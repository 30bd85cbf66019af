"""A convolutional base that nobody trained is frozen: its random features are all the head gets."""
# cause: frozen-variables
import numpy as np
import tensorflow as tf
from tensorflow.keras import layers


def make_base():
    base = tf.keras.Sequential(name="encoder")
    base.add(layers.Input((20,)))
    base.add(layers.Dense(64, activation="relu"))
    base.add(layers.Dense(2, activation="relu"))
    return base


x = np.random.randn(500, 20).astype("float32")
y = (np.prod(np.sign(x[:, :2]), axis=1) > 0).astype("float32")

encoder = make_base()
encoder.trainable = False  # @here
model = tf.keras.Sequential([encoder, layers.Dense(1, activation="sigmoid")])
model.compile("adam", "binary_crossentropy", metrics=["accuracy"])
model.fit(x, y, batch_size=25, epochs=10, verbose=2)
