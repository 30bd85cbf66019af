"""Whole models of a source are those that Keras makes when the source is run."""

from __future__ import annotations

import ast
from typing import Any

import pytest

from pyadapter.core.source.analysis import Analysis
from pyadapter.core.source.layer_hover import hover_of
from pyadapter.core.source.module import Module
from pyadapter.core.source.networks import networks_of

pytestmark = [pytest.mark.tensorflow, pytest.mark.filterwarnings("ignore:Do not pass an `input_shape`")]

DIGITS = """
from tensorflow import keras
from tensorflow.keras import layers
model = keras.Sequential([
    keras.Input(shape=(28, 28, 1)),
    layers.Conv2D(32, kernel_size=(3, 3), activation="relu"),
    layers.MaxPooling2D(pool_size=(2, 2)),
    layers.Conv2D(64, kernel_size=(3, 3), activation="relu"),
    layers.MaxPooling2D(pool_size=(2, 2)),
    layers.Flatten(),
    layers.Dropout(0.5),
    layers.Dense(10, activation="softmax"),
])
"""

WORDS = """
from keras.models import Sequential
from keras.layers import Bidirectional, Dense, Embedding, Input, LSTM
model = Sequential()
model.add(Input((20,)))
model.add(Embedding(1000, 16))
model.add(Bidirectional(LSTM(32, return_sequences=True)))
model.add(Bidirectional(LSTM(8)))
model.add(Dense(1, activation="sigmoid"))
"""

TWO_INPUTS = """
import keras
from keras import layers as L
a = L.Input((32,), name="a")
b = L.Input((16,), name="b")
x = L.Dense(64, "relu")(a)
y = L.Dense(64)(b)
z = L.Concatenate()([x, y])
z = L.BatchNormalization()(z)
s = L.Add()([x, y])
z = L.concatenate([z, s])
out = L.Dense(3, "softmax")(z)
model = keras.Model([a, b], out)
"""

TRANSFORMER = """
import keras
from keras import layers
inputs = keras.Input(shape=(16, 24))
x = layers.LayerNormalization(epsilon=1e-6)(inputs)
x = layers.MultiHeadAttention(key_dim=8, num_heads=4, dropout=0.1)(x, x)
x = layers.Dropout(0.1)(x)
res = x + inputs
y = layers.Conv1D(filters=4, kernel_size=1, activation="relu")(res)
y = layers.Conv1D(filters=24, kernel_size=1)(y)
y = y + res
y = layers.GlobalAveragePooling1D(data_format="channels_last")(y)
model = keras.Model(inputs, layers.Dense(2)(y))
"""

GENERATOR = """
import keras
from keras import layers
latent_dim = 64
model = keras.Sequential([
    layers.InputLayer(shape=(latent_dim,)),
    layers.Dense(8 * 8 * 128),
    layers.Reshape((8, 8, 128)),
    layers.Conv2DTranspose(128, kernel_size=4, strides=2, padding="same"),
    layers.LeakyReLU(negative_slope=0.2),
    layers.Conv2D(3, kernel_size=5, padding="same", activation="sigmoid"),
], name="generator")
"""

SHARED = """
import keras
from keras import layers
encode = layers.Dense(8, activation="relu")
left, right = keras.Input((5,)), keras.Input((5,))
joined = layers.Subtract()([encode(left), encode(right)])
model = keras.Model([left, right], layers.Dense(1)(joined))
"""

VIDEO = """
import keras
from keras import layers
model = keras.Sequential([
    keras.Input((8, 32, 32, 3)),
    layers.TimeDistributed(layers.Conv2D(4, 3, padding="same")),
    layers.TimeDistributed(layers.MaxPooling2D()),
    layers.ConvLSTM2D(6, 3, return_sequences=True),
    layers.TimeDistributed(layers.GlobalAveragePooling2D()),
    layers.GRU(4),
    layers.Dense(5),
])
"""

STEERING = """
from keras import layers, models, ops
model = models.Sequential()
model.add(layers.Lambda(lambda x: x / 127.5 - 1.0, input_shape=(66, 200, 3)))
model.add(layers.Cropping2D(cropping=((20, 6), (0, 0))))
model.add(layers.Conv2D(24, (5, 5), strides=(2, 2), activation="elu"))
model.add(layers.Lambda(ops.relu))
model.add(layers.Lambda(lambda features: ops.sqrt(features) * 2 + features))
model.add(layers.Flatten())
model.add(layers.Dense(1))
"""

TRANSLATION = """
import keras
from keras.layers import Dense, Embedding, Input, LSTM
source = Input((None,))
encoded, hidden, cell = LSTM(32, return_state=True)(Embedding(100, 16)(source))
target = Input((None,))
sequence = LSTM(32, return_sequences=True)(Embedding(120, 16)(target), initial_state=[hidden, cell])
model = keras.Model([source, target], Dense(120, activation="softmax")(sequence))
"""


@pytest.mark.parametrize(
    "text",
    [DIGITS, WORDS, TWO_INPUTS, TRANSFORMER, GENERATOR, SHARED, VIDEO, STEERING, TRANSLATION],
    ids=[
        "digits",
        "words",
        "two inputs",
        "transformer",
        "generator",
        "shared",
        "video",
        "steering",
        "translation",
    ],
)
def test_a_model_has_keras_s_shapes_and_parameters(text: str) -> None:
    from keras import layers  # noqa: PLC0415 -- only where it is asked

    run: dict[str, Any] = {}
    exec(text, run)
    made = run["model"]
    module = Module(text)
    (network,) = networks_of(module, ())
    own = [layer for layer in made.layers if isinstance(layer, layers.Layer)]
    # A shared layer has no one shape.
    outputs = [layer.output for layer in own if len(layer._inbound_nodes) == 1]  # noqa: SLF001
    real = {each.shape for each in outputs if not isinstance(each, (list, tuple))}
    assert network.whole
    assert real <= {each.facts.output_shape for each in (*network.layers, *network.inputs)}
    assert isinstance(network.node, ast.Call)
    span = module.span(network.node.func)
    hover = hover_of(Analysis(module, (network,)), span.line, span.column)
    assert hover is not None
    assert f"{made.count_params():,} parameters in " in hover.markdown
    assert (None, *made.output_shape[1:]) == network.output_shapes[0]
