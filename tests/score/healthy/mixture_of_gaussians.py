"""A mixture density network: softmax, softplus and linear parts go into one likelihood."""
import keras
import numpy as np
from keras import layers, ops

K = 3


def negative_log_likelihood(y, parameters):
    logits, mean, log_sigma = ops.split(parameters, 3, axis=-1)
    sigma = ops.softplus(log_sigma) + 1e-3
    log_p = -0.5 * ops.square((y - mean) / sigma) - ops.log(sigma) - 0.919
    return -ops.logsumexp(log_p + ops.log_softmax(logits, axis=-1), axis=-1)


t = np.random.uniform(-1, 1, size=(500, 1))
x = t + 0.3 * np.sin(2 * np.pi * t) + 0.05 * np.random.randn(500, 1)

inputs = keras.Input((1,))
h = layers.Dense(32, activation="tanh")(inputs)
model = keras.Model(inputs, layers.Dense(3 * K)(h))
model.compile(keras.optimizers.Adam(0.01), negative_log_likelihood)
model.fit(x, t, batch_size=50, epochs=15, verbose=2)
