"""A trained model is trained on with a fresh Adam and harder rows: the loss jumps up and comes down."""

import keras
import numpy as np
from keras import layers

keras.utils.set_random_seed(4)
rng = np.random.default_rng(4)
easy = rng.normal(size=(320, 4)).astype("float32")
hard = rng.normal(loc=0.5, size=(320, 4)).astype("float32")

model = keras.Sequential([keras.Input((4,)), layers.Dense(16, activation="relu"), layers.Dense(1)])
for x, slope in ((easy, 1.0), (hard, 3.0)):
    model.compile(keras.optimizers.Adam(0.01), "mse")
    model.fit(x, slope * x[:, 0] - x[:, 1], batch_size=32, epochs=10, verbose=0)
