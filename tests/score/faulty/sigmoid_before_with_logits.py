"""The sigmoid is applied twice: in the last layer and in the loss."""
# cause: logits-probabilities
import numpy as np
import tensorflow as tf
from tensorflow import keras

t = np.random.randn(400, 6).astype("float32")
ill = (t @ np.array([1, -1, 0.5, 0, 0, 2], "float32") > 0).astype("float32").reshape(-1, 1)


def weighted_loss(y_true, y_pred):
    return tf.reduce_mean(tf.nn.weighted_cross_entropy_with_logits(y_true, y_pred, pos_weight=2.0))  # @here


model = keras.models.Sequential([
    keras.layers.Dense(12, activation="relu", input_shape=(6,)),
    keras.layers.Dense(1, activation="sigmoid"),  # @here
])
model.compile(optimizer=keras.optimizers.Adam(0.01), loss=weighted_loss)
model.fit(t, ill, epochs=10, batch_size=40, verbose=2)
