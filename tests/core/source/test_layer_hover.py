"""Hovers over layers and models of a source."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING, Any

import pytest

from pyadapter.core.setup import LayerFacts
from pyadapter.core.source.analysis import Analysis, analyse
from pyadapter.core.source.layer_hover import LONGEST, Hover, hover_of
from pyadapter.core.source.module import Module
from pyadapter.core.source.network import Network, SourceLayer
from pyadapter.core.source.shapes import infer

if TYPE_CHECKING:
    from pyadapter.core.setup import Shape

CHAIN = """\
from tensorflow import keras
from keras import layers

model = keras.Sequential([
    keras.Input((28, 28, 1)),
    layers.Conv2D(filters=32, kernel_size=3, activation="relu"),
    layers.Flatten(),
    layers.Dense(units=10, name="head"),
])
model.compile()
other = model
"""


SHARED = """\
from keras import layers, Model
shared = layers.Dense(4)
a = shared(x)
b = shared(y)
m = Model(x, b)
"""


def chain(text: str = CHAIN, **more: Any) -> Analysis:
    """Read the `Sequential` of a text whose arguments are all literals."""
    module = Module(text)
    (node,) = (each for each in module.all(ast.Call) if module.name(each.func) == "keras.Sequential")
    assert isinstance(node.args[0], ast.List)
    shape: Shape | None = (None, 28, 28, 1)
    inputs, layers = [], []
    for made in node.args[0].elts:
        assert isinstance(made, ast.Call)
        kind = (module.name(made.func) or "").rpartition(".")[2]
        given = {str(each.arg): ast.literal_eval(each.value) for each in made.keywords}
        if kind == "Input":
            facts = LayerFacts("input", "input", "InputLayer", output_shape=shape)
            inputs.append(SourceLayer(facts, made))
            continue
        inferred = infer(kind, given, [shape] if shape else [])
        facts = LayerFacts(
            kind.lower(),
            kind.lower(),
            kind,
            activation=given.get("activation"),
            input_shape=shape,
            output_shape=inferred.shape,
        )
        layers.append(SourceLayer(facts, made, refused=inferred.refused, parameters=inferred.parameters))
        shape = inferred.shape
    network = Network("sequential", node, "model", tuple(layers), tuple(inputs), whole=True, **more)
    return Analysis(module, (network,))


def hover(analysis: Analysis, at: str) -> Hover | None:
    """Hover over the place that is marked by `^`: `layers.^Dense`."""
    before, after = at.split("^")
    for number, line in enumerate(analysis.module.lines, 1):
        if before + after in line:
            return hover_of(analysis, number, line.index(before + after) + len(before))
    raise AssertionError(at)


def text_of(analysis: Analysis, at: str) -> str:
    found = hover(analysis, at)
    assert found is not None
    return found.markdown


def test_a_layer_says_its_shapes_parameters_and_activation() -> None:
    assert text_of(chain(), "layers.Con^v2D") == (
        "**Conv2D** `(None, 28, 28, 1)` → `(None, 26, 26, 32)`\n\n320 parameters · activation `relu`"
    )


def test_a_layer_is_marked_with_the_modules_before_its_name() -> None:
    found = hover(chain(), "^layers.Flatten")
    assert found is not None
    assert chain().module.written(found.span) == "layers.Flatten"


def test_an_input_says_its_shape() -> None:
    assert text_of(chain(), "keras.Inp^ut") == "**Input** `(None, 28, 28, 1)`"


@pytest.mark.parametrize("at", ["keras.^Sequential", "^model = ", "mod^el.compile"])
def test_a_model_is_a_table_with_its_parameters(at: str) -> None:
    assert text_of(chain(), at).splitlines() == [
        "| layer | output | parameters |",
        "|---|---|---:|",
        "| Input | `(None, 28, 28, 1)` |  |",
        "| Conv2D | `(None, 26, 26, 32)` | 320 |",
        "| Flatten | `(None, 21632)` | 0 |",
        "| Dense `head` | `(None, 10)` | 216,330 |",
        "",
        "216,650 parameters in 3 layers.",
    ]


def test_a_refused_layer_says_why_and_so_does_its_model() -> None:
    analysis = chain(CHAIN.replace("layers.Dense(", "layers.LSTM("))
    reason = "expected ndim=3, found ndim=2"
    assert text_of(analysis, "layers.LS^TM").startswith("**LSTM** ⚠ Keras refuses `(None, 21632)`: Input 0")
    assert reason in text_of(analysis, "layers.LS^TM")
    assert reason in text_of(analysis, "keras.^Sequential").splitlines()[-1]


@pytest.mark.parametrize(
    "at", ["Conv2D(^filters", 'activation="re^lu', "^other = ", "model.com^pile", "^import"]
)
def test_nothing_is_said_elsewhere(at: str) -> None:
    assert hover(chain(), at) is None


def test_a_variable_that_may_be_another_model_says_nothing() -> None:
    twice = CHAIN.replace("model.compile()", "if input():\n    model = None\nmodel.compile()")
    assert hover(chain(twice), "^model.compile") is None


def test_a_layer_whose_shape_is_not_known_says_nothing() -> None:
    analysis = chain(CHAIN.replace("layers.Flatten()", "layers.Lambda()"))
    assert hover(analysis, "layers.Lam^bda") is None


def test_the_table_of_a_long_model_is_cut() -> None:
    many = CHAIN.replace("    layers.Flatten(),\n", "    layers.ReLU(),\n" * 40)
    lines = text_of(chain(many), "keras.^Sequential").splitlines()
    assert len([line for line in lines if "ReLU" in line]) == LONGEST - 1
    assert f"| … {42 - LONGEST} more | | |" in lines
    assert lines[-1] == "650 parameters in 42 layers."


def test_a_layer_that_is_called_twice_says_both_and_counts_once() -> None:
    module = Module(SHARED)
    calls = {ast.unparse(each): each for each in module.all(ast.Call)}
    layers = tuple(
        SourceLayer(
            LayerFacts("dense", "dense", "Dense", input_shape=given, output_shape=(None, 4)),
            calls["layers.Dense(4)"],
            calls[called],
            parameters=36,
        )
        for called, given in (("shared(x)", (None, 8)), ("shared(y)", (None, 8)))
    )
    network = Network("functional", calls["Model(x, b)"], "m", layers, whole=True)
    analysis = Analysis(module, (network,))
    assert text_of(analysis, "layers.De^nse").count("`(None, 8)` → `(None, 4)`") == 2
    assert text_of(analysis, "b = sha^red").count("`(None, 8)` → `(None, 4)`") == 1
    assert text_of(analysis, "^Model(x, b)").endswith("36 parameters in 1 layer.")


JOINED = """\
from keras import Input, Model, layers
a = Input((8,))
x = layers.Dense(4)(a)
y = layers.Dense(3)(a)
both = layers.Concatenate()([x, y])
more = layers.concatenate([both, a])
model = Model(a, more)
"""


def test_a_layer_that_joins_says_all_that_it_is_given() -> None:
    analysis = analyse(JOINED)
    assert text_of(analysis, "layers.Concat^enate") == (
        "**Concatenate** `(None, 4)`, `(None, 3)` → `(None, 7)`\n\n0 parameters"
    )


def test_inputs_that_are_not_all_known_are_left_out() -> None:
    assert text_of(analyse(JOINED), "layers.concat^enate([both").startswith("**concatenate** `(None, 15)`")


def test_a_file_that_sets_the_order_of_channels_says_nothing_of_images() -> None:
    text = "keras.backend.set_image_data_format('channels_first')\nmodel = keras"
    analysis = analyse(CHAIN.replace("model = keras", text))
    assert hover(analysis, "layers.^Conv2D") is None


def test_a_chain_that_is_no_model_yet_says_its_shapes() -> None:
    typed = analyse(JOINED.replace("model = Model(a, more)", "model = "))
    assert not typed.networks
    assert text_of(typed, "x = layers.Den^se").startswith("**Dense** `(None, 8)` → `(None, 4)`")
    assert text_of(typed, "layers.Concat^enate").endswith("`(None, 7)`\n\n0 parameters")


def test_a_layer_of_two_models_is_known_from_the_one_that_says_more() -> None:
    text = (
        "from keras import Input, Model, Sequential, layers\n"
        "shared = layers.Dense(4)\n"
        "unknown = Sequential([shared])\n"
        "a = Input((8,))\n"
        "known = Model(a, shared(a))\n"
    )
    assert text_of(analyse(text), "layers.^Dense").startswith("**Dense** `(None, 8)` → `(None, 4)`")
