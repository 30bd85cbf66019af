"""What the checks of code say of TensorFlow and Keras, as these really behave."""

from __future__ import annotations

import subprocess
import sys

import pytest

pytestmark = pytest.mark.tensorflow

_SCRIPT = """
import keras, numpy as np, tensorflow as tf

def gradient(function):
    x = tf.Variable([0.0, 2.0])
    with tf.GradientTape() as tape:
        loss = tf.reduce_sum(function(x))
    return bool(np.isnan(tape.gradient(loss, x).numpy()).any())

print("division", gradient(lambda x: tf.where(x > 0, 1.0 / x, 0.0)))
print("log", gradient(lambda x: keras.ops.where(x > 0, keras.ops.log(x), 0.0)))
print("power", gradient(lambda x: tf.where(x > 0, x ** 0.5, 0.0)))
print("safe", gradient(lambda x: tf.where(x > 0, 1.0 / tf.where(x > 0, x, 1.0), 0.0)))

class Noise(keras.layers.Layer):
    drawn = 0
    def call(self, x):
        Noise.drawn += 1
        return x + np.random.rand()

model = keras.Sequential([Noise(), keras.layers.Dense(1)])
model.compile("sgd", "mse")
model.fit(np.ones((64, 2)), np.ones((64, 1)), batch_size=4, verbose=0)
print("frozen", Noise.drawn < 16)

drops = keras.Sequential([keras.layers.Dropout(0.5)])
x = np.ones((1, 64), "float32")
print("prediction", bool(np.all(drops(x) == x)))
print("training", bool(np.all(drops(x, training=True) == x)))
"""


def test_what_the_checks_say_is_so() -> None:
    done = subprocess.run([sys.executable, "-c", _SCRIPT], capture_output=True, text=True, check=True)
    assert dict(line.split() for line in done.stdout.splitlines()) == {
        "division": "True",
        "log": "True",
        "power": "True",
        "safe": "False",
        "frozen": "True",
        "prediction": "True",
        "training": "False",
    }
