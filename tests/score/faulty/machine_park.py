"""Pressures in pascal and revolutions a minute beside shares from 0 to 1."""
# cause: unscaled-input
import numpy as np
import keras
from keras import layers


def measure(count):
    pressure = np.random.normal(101_325, 900, count)
    speed = np.random.normal(3_000, 400, count)
    load = np.random.rand(count)
    wear = np.random.rand(count)
    breaks = load + wear + 0.1 * np.random.randn(count) > 1.2
    return np.stack([pressure, speed, load, wear], axis=1), breaks.astype("int32")  # @here


def stream(batch_size=32):
    while True:
        yield measure(batch_size)  # @here


def main():
    inputs = keras.Input((4,))
    x = layers.Dense(32, activation="relu")(inputs)
    x = layers.Dense(32, activation="relu")(x)
    model = keras.Model(inputs, layers.Dense(1, activation="sigmoid")(x))
    model.compile("adam", "binary_crossentropy", metrics=["accuracy"])
    model.fit(stream(), steps_per_epoch=20, epochs=6, verbose=2)


if __name__ == "__main__":
    main()
