"""A hand-written divergence takes the logarithm of the zeros in its one-hot targets."""
# cause: numeric-domain
import numpy as np
import tensorflow as tf


def kl_loss(y_true, y_pred):
    ratio = y_true / y_pred
    return tf.reduce_mean(tf.reduce_sum(y_true * tf.math.log(ratio), axis=-1))  # @here


x = np.random.rand(256, 12).astype("float32")
y = tf.keras.utils.to_categorical(x[:, :3].argmax(axis=1), 3)

model = tf.keras.models.Sequential()
model.add(tf.keras.layers.Dense(16, activation="tanh", input_shape=(12,)))
model.add(tf.keras.layers.Dense(3, activation="softmax"))
model.compile(optimizer="rmsprop", loss=kl_loss, metrics=["accuracy"])
model.fit(x, y, epochs=5, batch_size=32)
