"""Sound and heat of a machine go into one model; a `stop_gradient` from an experiment was left in it."""

import keras
import numpy as np
from keras import layers, ops

rng = np.random.default_rng(2)
sound, heat = rng.normal(size=(2, 384, 6)).astype("float32")
broken = (sound[:, 0] + heat[:, 0] > 0).astype("float32")


class Detector(keras.Model):
    def __init__(self):
        super().__init__()
        self.sound = layers.Dense(8, activation="tanh", name="sound")
        self.heat = layers.Dense(8, activation="tanh", name="heat")  # @here
        self.head = layers.Dense(1, name="head")

    def call(self, inputs):
        sound, heat = inputs
        heard = self.sound(sound)
        felt = self.heat(heat)
        return self.head(ops.concatenate([heard, ops.stop_gradient(felt)], axis=-1))


model = Detector()
model.compile("adam", keras.losses.BinaryCrossentropy(from_logits=True))
model.fit((sound, heat), broken, batch_size=16, verbose=0)
