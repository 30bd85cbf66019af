"""Tell shapes apart in small pictures. One picture is black, and the loss is NaN from its batch on."""

import keras
import numpy as np
from keras import layers, ops

SIZE = 32
BATCH_SIZE = 16
class_names = ["circle", "square", "triangle"]


class Standardise(layers.Layer):
    """Give every picture a mean of 0 and a standard deviation of 1."""

    def call(self, images):
        mean = ops.mean(images, axis=(1, 2, 3), keepdims=True)
        deviation = ops.std(images, axis=(1, 2, 3), keepdims=True)
        return (images - mean) / deviation  # @finding


def draw_shapes(count, seed):
    """Draw a shape in a bright colour on a dark, noisy background."""
    rng = np.random.default_rng(seed)
    labels = rng.integers(0, len(class_names), size=count)
    centre = rng.uniform(12, 20, size=(count, 2, 1, 1))
    radius = rng.uniform(6, 10, size=(count, 1, 1))
    down, right = np.mgrid[:SIZE, :SIZE][:, None] - np.moveaxis(centre, 1, 0)
    inside = np.select(
        [labels[:, None, None] == 0, labels[:, None, None] == 1],
        [down**2 + right**2 < radius**2, np.maximum(abs(down), abs(right)) < radius],
        (down < radius * 0.7) & (2 * abs(right) - down < radius),
    )
    colours = rng.uniform(0.5, 1.0, size=(count, 1, 1, 3))
    background = rng.uniform(0.0, 0.25, size=(count, SIZE, SIZE, 3))
    images = np.where(inside[..., None], colours, background)
    # The camera of one picture had its cap on.
    images[197] = 0
    return (images * 255).astype("uint8"), labels


keras.utils.set_random_seed(4)
x_train, y_train = draw_shapes(BATCH_SIZE * 24, seed=7)

model = keras.Sequential(
    [
        keras.Input(shape=(SIZE, SIZE, 3)),
        Standardise(name="standardise"),
        layers.Conv2D(8, 3, strides=2, activation="gelu"),
        layers.Conv2D(16, 3, strides=2, activation="gelu"),
        layers.GlobalAveragePooling2D(),
        layers.Dense(len(class_names)),
    ],
    name="shapes",
)
model.compile(
    optimizer=keras.optimizers.Adam(0.005),
    loss=keras.losses.SparseCategoricalCrossentropy(from_logits=True),
    metrics=["accuracy"],
)
model.fit(x_train, y_train, batch_size=BATCH_SIZE, epochs=2, shuffle=False, verbose=2)
