"""A regression with a softmax over its one number."""
# cause: output-activation|loss-activation-mismatch
import numpy as np
import keras

mpg = np.random.uniform(0, 1, size=(392, 7))
target = 1.5 * mpg[:, 0] - 2.0 * mpg[:, 3] + 0.8 * mpg[:, 5] + 0.1 * np.random.randn(392)


def get_model(hidden=(32, 32)):
    inp = keras.layers.Input(shape=(7,))
    h = inp
    for units in hidden:
        h = keras.layers.Dense(units, activation="elu")(h)
    out = keras.layers.Dense(1, activation="softmax")(h)  # @here
    m = keras.models.Model(inp, out)
    m.compile(loss="mse", optimizer=keras.optimizers.Adam(1e-3))
    return m


get_model().fit(mpg, target, validation_split=0.1, epochs=10, batch_size=32, verbose=2)
