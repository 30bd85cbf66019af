"""A quantile of the waiting time, with a loss of the user's own."""
import numpy as np
import tensorflow as tf


def quantile_loss(q):
    def loss(y_true, y_pred):
        error = y_true - y_pred
        return tf.reduce_mean(tf.maximum(q * error, (q - 1) * error), axis=-1)

    return loss


queue = np.random.randint(0, 10, size=(500, 1)).astype("float32")
wait = queue * 0.5 + np.random.gamma(2.0, 0.5, size=(500, 1)).astype("float32")

model = tf.keras.Sequential([
    tf.keras.Input((1,)),
    tf.keras.layers.Dense(16, activation="relu"),
    tf.keras.layers.Dense(1),
])
model.compile(loss=quantile_loss(0.9), optimizer=tf.keras.optimizers.Adam(0.02))
model.fit(queue, wait, batch_size=50, epochs=12, verbose=2)
