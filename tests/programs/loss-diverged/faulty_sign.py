"""An optimizer written for the attacker of a game is used for the defender: each step makes it worse."""

import keras
import numpy as np
from keras import layers

keras.utils.set_random_seed(2)
rng = np.random.default_rng(2)
x = rng.normal(size=(320, 6)).astype("float32")
y = (x[:, 0] > 0).astype("int32")


class Adversary(keras.optimizers.SGD):
    """Meant for the other side of a game."""

    def update_step(self, gradient, variable, learning_rate):
        super().update_step(-gradient, variable, learning_rate)


model = keras.Sequential([keras.Input((6,)), layers.Dense(8, activation="relu"), layers.Dense(2)])
model.compile(Adversary(0.05), keras.losses.SparseCategoricalCrossentropy(from_logits=True))
model.fit(x, y, batch_size=32, epochs=15, verbose=0)  # @here
