"""The loss compares rounded predictions, and rounding has no gradient."""
# cause: non-differentiable
import numpy as np
import tensorflow as tf
from keras import backend as K
from tensorflow import keras


def f1_loss(y_true, y_pred):
    y_pred = tf.round(y_pred)  # @here
    tp = tf.reduce_sum(y_true * y_pred)
    precision = tp / (tf.reduce_sum(y_pred) + 1e-7)
    recall = tp / (tf.reduce_sum(y_true) + 1e-7)
    return 1 - 2 * precision * recall / (precision + recall + 1e-7)


X = np.random.randn(320, 9).astype("float32")
y = (X[:, 2] > 0.3).astype("float32").reshape(-1, 1)

model = keras.Sequential()
model.add(keras.layers.Dense(16, activation="relu", input_shape=(9,)))
model.add(keras.layers.Dense(1, activation="sigmoid"))
model.compile(optimizer="adam", loss=f1_loss, metrics=["accuracy"])
model.fit(X, y, batch_size=64, epochs=5, verbose=2)
