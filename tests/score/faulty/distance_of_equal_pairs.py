"""The distance of a pair that is equal is the root of 0, which has no gradient."""
# cause: numeric-domain
import numpy as np
import tensorflow as tf
from tensorflow import keras
from tensorflow.keras import layers

left = np.random.rand(240, 16).astype("float32")
right = left + np.where(np.arange(240)[:, None] % 2, 0.5 * np.random.rand(240, 16), 0.01 * np.random.rand(240, 16))
right[::40] = left[::40]
same = (np.arange(240) % 2 == 0).astype("float32")


def euclidean_distance(vectors):
    a, b = vectors
    return tf.sqrt(tf.reduce_sum(tf.square(a - b), axis=1, keepdims=True))  # @here


def contrastive_loss(y_true, y_pred):
    y_true = tf.reshape(y_true, (-1, 1))
    return tf.reduce_mean(y_true * y_pred + (1 - y_true) * tf.maximum(1 - y_pred, 0))


tower = keras.Sequential([keras.Input((16,)), layers.Dense(32, activation="relu"), layers.Dense(8)])
in_1, in_2 = keras.Input((16,)), keras.Input((16,))
distance = layers.Lambda(euclidean_distance, output_shape=(1,))([tower(in_1), tower(in_2)])
siamese = keras.Model([in_1, in_2], distance)
siamese.compile(optimizer="adam", loss=contrastive_loss)
siamese.fit([left, right.astype("float32")], same, batch_size=24, epochs=5, verbose=2)
