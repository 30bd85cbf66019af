"""In half precision 1e-8 is 0, so that the epsilon saves nothing from a division by 0."""
# cause: epsilon-underflow
import numpy as np
import tensorflow as tf

tf.keras.mixed_precision.set_global_policy("mixed_float16")


class RowNorm(tf.keras.layers.Layer):
    def __init__(self, eps=1e-8):  # @here
        super().__init__()
        self.eps = eps

    def call(self, x):
        centred = x - tf.reduce_mean(x, axis=-1, keepdims=True)
        variance = tf.reduce_mean(tf.square(centred), axis=-1, keepdims=True)
        return centred / tf.sqrt(variance + self.eps)  # @here


bags = np.random.poisson(0.4, size=(320, 20)).astype("float32")
bags[::64] = 0.0
y = (bags[:, 0] > bags[:, 1]).astype("float32")

model = tf.keras.Sequential([
    tf.keras.Input((20,)),
    RowNorm(),
    tf.keras.layers.Dense(16, activation="relu"),
    tf.keras.layers.Dense(1, activation="sigmoid", dtype="float32"),
])
model.compile(optimizer="adam", loss="binary_crossentropy")
model.fit(bags, y, epochs=4, batch_size=32)
