"""A plateau: the learning rate has been cut so often that the last updates are lost in the rounding."""

import keras
import numpy as np
from keras import layers

rng = np.random.default_rng(6)
x = rng.normal(size=(64, 4)).astype("float32")
y = x[:, :1] + 0.1 * rng.normal(size=(64, 1)).astype("float32")

model = keras.Sequential([keras.Input((4,)), layers.Dense(1)])
model.compile(keras.optimizers.SGD(0.1), "mse")
cut = keras.callbacks.LearningRateScheduler(lambda epoch: 0.1 * 0.5**epoch)
model.fit(x, y, batch_size=16, epochs=40, callbacks=[cut], verbose=0)
