"""Learn which of two waves is in a signal, with a layer that keeps both signs of its input apart.

The layer is that of the Keras guide "Keras debugging tips", with its mistake: training does not begin.
"""

import keras
import numpy as np
from keras import layers, ops

SAMPLES = 32


class MyAntirectifier(layers.Layer):
    """Pass on the positive and the negative part of the input, and project them down to its width."""

    def build(self, input_shape):
        output_dim = input_shape[-1]
        self.kernel = self.add_weight(
            shape=(output_dim * 2, output_dim), initializer="he_normal", name="kernel"
        )

    def call(self, inputs):
        pos = ops.relu(inputs)
        neg = ops.relu(-inputs)
        concatenated = ops.concatenate([pos, neg], axis=0)
        return ops.matmul(concatenated, self.kernel)  # @finding


def make_signals(count, seed):
    """Make noisy signals with a fast or a slow wave in them."""
    rng = np.random.default_rng(seed)
    waves = rng.integers(0, 2, size=count)
    time = np.linspace(0, 2 * np.pi, SAMPLES)
    signals = np.sin(time * np.where(waves, 5, 2)[:, None] + rng.uniform(0, 6, size=(count, 1)))
    return (signals + rng.normal(scale=0.3, size=signals.shape)).astype("float32"), waves


keras.utils.set_random_seed(1)
x_train, y_train = make_signals(1024, seed=7)

model = keras.Sequential(
    [
        layers.Dense(16),
        MyAntirectifier(name="antirectifier"),
        layers.Dense(1, activation="sigmoid"),
    ],
    name="waves",
)
model.compile(optimizer="adam", loss="binary_crossentropy", metrics=["accuracy"])
model.fit(x_train, y_train, batch_size=32, epochs=3, verbose=2)
