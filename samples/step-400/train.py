"""Predict how far a delivery van gets. Training goes well for 400 batches, then the loss is NaN."""

import keras
import numpy as np
from keras import layers, ops

FEATURES = 12
BATCH_SIZE = 32
STEPS = 600


class BatteryLeft(layers.Layer):
    """Add what the battery has left: its charge fades with the square of the load that is carried."""

    def call(self, trips):
        load = trips[:, :1]
        left = ops.sqrt(1.0 - 0.01 * ops.square(load))  # @finding
        return ops.concatenate([trips, left], axis=-1)


def make_trips(count, seed):
    """Make up trips: load, weather and road in standard units, and the distance in hours of driving."""
    rng = np.random.default_rng(seed)
    trips = rng.normal(size=(count, FEATURES)).astype("float32")
    # One driver noted the load in kilograms.
    trips[BATCH_SIZE * 400 + 7, 0] = 640.0
    weights = rng.normal(size=FEATURES).astype("float32")
    weights[0] = 0.0
    return trips, (trips @ weights / FEATURES + rng.normal(scale=0.1, size=count)).astype("float32")


keras.utils.set_random_seed(5)
x_train, y_train = make_trips(BATCH_SIZE * STEPS, seed=21)

inputs = keras.Input(shape=(FEATURES,))
x = BatteryLeft(name="battery_left")(inputs)
x = layers.Dense(64)(x)
x = layers.BatchNormalization()(x)
x = layers.Activation("relu")(x)
x = layers.Dropout(0.1)(x)
model = keras.Model(inputs, layers.Dense(1)(x), name="range")
model.compile(optimizer=keras.optimizers.Adam(1e-3), loss="mse")
model.fit(x_train, y_train, batch_size=BATCH_SIZE, epochs=2, shuffle=False, verbose=2)
