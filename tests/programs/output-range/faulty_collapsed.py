"""Every bias and kernel starts at zero: all rows are the same to the model, and stay so."""

import keras
import numpy as np
from keras import layers

rng = np.random.default_rng(4)
x = rng.normal(size=(128, 5)).astype("float32")
y = 0.3 * x[:, :1] + 0.5

model = keras.Sequential(
    [
        keras.Input((5,)),
        layers.Dense(8, kernel_initializer="zeros", activation="tanh", trainable=False),
        layers.Dense(1),  # @here
    ]
)
model.compile(keras.optimizers.SGD(0.05), "mse")
model.fit(x, y, batch_size=16, epochs=10, verbose=0)
