"""The graph of a model's layers at a stop."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import keras
import numpy as np
import pytest
import tensorflow as tf
from keras import layers, ops

from pyadapter.probe.inspection import Inspection

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.probe.conftest import Watched

pytestmark = pytest.mark.tensorflow


class LogOf(layers.Layer):  # type: ignore[misc]  # Keras has no types
    def call(self, x: Any) -> Any:
        return ops.log(ops.subtract(ops.multiply(x, 0.0), 1.0))


class Model:
    """A `keras/model` body, for reading."""

    def __init__(self, body: dict[str, Any]) -> None:
        self.body = body
        self.nodes = {node["id"]: node for node in body["nodes"]}
        self.edges = {(edge["from"], edge["to"]): edge for edge in body["edges"]}

    def states(self, state: str) -> set[str]:
        """The paths of the nodes in a state."""
        return {path for path, node in self.nodes.items() if node["state"] == state}


@pytest.fixture
def ask(watch: Callable[..., Watched]) -> Callable[..., Model]:
    """Ask for the graph at the first finding of a training, or after it."""
    watched = watch({"kind": "nan"}, {"kind": "inf"}, {"kind": "gradient-missing"}, panels=True)
    inspection = Inspection(watched.probe)

    def asked(**arguments: Any) -> Model:
        # As it travels: what is not JSON fails here.
        return Model(json.loads(json.dumps(inspection.answer("keras/model", arguments))))

    def train(trained: Any, x: Any = None, y: Any = None, *, bad: bool = True, **arguments: Any) -> Model:
        x = -np.ones((8, 4), "float32") if x is None else x
        answers: list[Model] = []
        watched.at_stop = lambda _: None if answers else answers.append(asked(**arguments))
        trained.compile("sgd", "mse", run_eagerly=True)
        trained.fit(x, np.zeros((8, 1)) if y is None else y, verbose=0, batch_size=8)
        assert bool(answers) == bad
        return answers[0] if answers else asked(**arguments)

    return train


def test_a_sequential_model_is_a_chain_with_the_shapes_of_this_step(ask: Callable[..., Model]) -> None:
    model = ask(
        keras.Sequential([keras.Input((4,)), layers.Dense(3, name="a"), layers.Dense(1, name="b")]), bad=False
    )

    name = model.body["name"]
    assert model.body["source"] == "configuration"
    assert model.edges[f"{name}/a", f"{name}/b"]["shape"] == "f32[8,3]"
    assert model.nodes[f"{name}/b"]["shape"] == "f32[8,1]"
    assert model.nodes[f"{name}/a"]["parameters"] == 15
    assert (model.body["parameters"], model.body["trainableParameters"]) == (19, 19)
    assert model.states("fine") == set(model.nodes)


def test_the_way_to_the_finding_is_marked(ask: Callable[..., Model]) -> None:
    keras.utils.clear_session()  # ops are numbered in a process
    inputs = keras.Input((4,), name="x")
    left = LogOf(name="log")(ops.abs(inputs) * -1)
    right = layers.Dense(4, name="right")(inputs)
    model = ask(
        keras.Model(inputs, layers.Dense(1, name="head")(layers.Add(name="sum")([left, right])), name="m")
    )

    assert model.states("finding") == {"m/log"}
    assert model.states("path") == {"m/x", "m/absolute", "m/multiply"}
    assert model.edges["m/multiply", "m/log"]["finding"]
    assert not model.edges["m/x", "m/right"]["finding"]
    assert "NaN" in model.nodes["m/log"]["why"]
    assert model.edges["m/multiply", "m/log"]["line"].startswith("f32[8,4]")


def test_a_shared_layer_is_one_node_with_the_edges_of_all_its_calls(ask: Callable[..., Model]) -> None:
    one, two = keras.Input((4,), name="one"), keras.Input((4,), name="two")
    shared = layers.Dense(3, name="shared")
    both = layers.Concatenate(name="both")([shared(one), shared(two)])
    x = {"one": np.ones((8, 4)), "two": np.ones((8, 4))}
    model = ask(keras.Model([one, two], layers.Dense(1, name="head")(both), name="m"), x, bad=False)

    assert {("m/one", "m/shared"), ("m/two", "m/shared"), ("m/shared", "m/both")} <= set(model.edges)
    assert model.edges["m/both", "m/head"]["shape"] == "f32[8,6]"


def test_what_is_in_a_nested_model_is_connected_through_it(ask: Callable[..., Model]) -> None:
    inner = keras.Sequential([keras.Input((4,)), layers.Dense(3, name="d"), LogOf(name="log")], name="inner")
    inputs = keras.Input((4,), name="x")
    model = ask(keras.Model(inputs, layers.Dense(1, name="head")(inner(inputs)), name="m"))

    assert model.nodes["m/inner/d"]["parent"] == "m/inner"
    assert model.nodes["m/inner"]["parent"] is None
    assert ("m/inner/log", "m/head") in model.edges
    assert "m/inner/log" in model.states("finding")
    assert {"m/x", "m/inner/d"} <= model.states("path")


class Block(layers.Layer):  # type: ignore[misc]  # Keras has no types
    def __init__(self, **named: Any) -> None:
        super().__init__(**named)
        self.dense = layers.Dense(4, name="dense", activation="relu")
        self.forgotten = layers.Dense(4, name="forgotten")

    def call(self, x: Any) -> Any:
        return x + self.dense(x)


class Residual(keras.Model):  # type: ignore[misc]  # Keras has no types
    def __init__(self, *, side: bool = False) -> None:
        super().__init__(name="residual")
        self.block = Block(name="block")
        self.side = layers.Dense(2, name="side") if side else None
        self.head = layers.Dense(1, name="head")

    def call(self, x: Any) -> Any:
        x = self.block(x)
        if self.side is not None:
            self.side(x)
        return self.head(x)


def test_a_subclassed_model_is_seen_from_its_calls(ask: Callable[..., Model]) -> None:
    model = ask(Residual(), bad=False)

    assert model.body["source"] == "calls"
    add = next(path for path in model.nodes if path.startswith("residual/block/AddV2"))
    assert set(model.edges) == {("residual/block/dense", add), (add, "residual/head")}
    assert model.nodes["residual/block/dense"]["parent"] == "residual/block"
    assert model.edges["residual/block/dense", add]["shape"] == "f32[8,4]"


def test_a_layer_that_call_forgets_is_marked(ask: Callable[..., Model]) -> None:
    model = ask(Residual(), bad=False)

    assert model.states("notCalled") == {"residual/block/forgotten"}
    assert "call" in model.nodes["residual/block/forgotten"]["why"]


def test_a_branch_whose_output_nobody_uses_is_marked(ask: Callable[..., Model]) -> None:
    model = ask(Residual(side=True), bad=False)

    assert model.states("unconnected") == {"residual/side"}


def test_a_functional_branch_that_is_in_no_model_is_marked(ask: Callable[..., Model]) -> None:
    inputs = keras.Input((4,), name="x")
    hidden = layers.Dense(3, name="hidden")(inputs)
    layers.Dense(2, name="second")(ops.relu(layers.Dense(5, name="first")(hidden)))
    model = ask(keras.Model(inputs, layers.Dense(1, name="head")(hidden), name="m"), bad=False)

    assert model.states("unconnected") == {"m/first", "m/second"}
    assert {("m/hidden", "m/first"), ("m/first", "m/second")} <= set(model.edges)


def test_a_mask_that_nobody_uses_is_no_loose_branch(ask: Callable[..., Model]) -> None:
    inputs = keras.Input((4,), name="x")
    embedded = layers.Embedding(3, 2, mask_zero=True, name="embed")(inputs)
    model = ask(
        keras.Model(inputs, layers.Flatten(name="flat")(embedded), name="m"),
        np.ones((8, 4)),
        np.ones((8, 8)),
        bad=False,
    )

    assert model.states("fine") == set(model.nodes)


def test_a_model_that_shares_its_layers_with_another_has_no_loose_branch(ask: Callable[..., Model]) -> None:
    inputs = keras.Input((4,), name="x")
    code = layers.Dense(3, name="code")(inputs)
    encoder = keras.Model(inputs, code, name="encoder")
    whole = keras.Model(inputs, layers.Dense(1, name="decoder")(code), name="whole")
    model = ask(whole, bad=False, model="encoder")

    assert encoder.name == model.body["name"]
    assert model.states("unconnected") == set()
    assert "whole" in model.body["models"]


def test_layers_without_a_gradient_are_marked(ask: Callable[..., Model]) -> None:
    class Cut(keras.Model):  # type: ignore[misc]  # Keras has no types
        def __init__(self) -> None:
            super().__init__(name="cut")
            self.before = layers.Dense(4, name="before")
            self.after = layers.Dense(1, name="after")

        def call(self, x: Any) -> Any:
            return self.after(ops.stop_gradient(self.before(x)))

    model = ask(Cut(), bad=False)

    assert model.states("unconnected") == {"cut/before"}
    assert "gradient" in model.nodes["cut/before"]["why"]


def test_layers_that_have_not_run_yet_are_not_called_forgotten(ask: Callable[..., Model]) -> None:
    class Early(keras.Model):  # type: ignore[misc]  # Keras has no types
        def __init__(self) -> None:
            super().__init__(name="early")
            self.log = LogOf(name="log")
            self.head = layers.Dense(1, name="head")

        def call(self, x: Any) -> Any:
            return self.head(self.log(x))

    model = ask(Early())

    assert model.states("finding") == {"early/log"}
    assert model.states("notCalled") == set()
    assert "not run yet" in model.nodes["early/head"]["why"]


def test_the_parts_that_train_step_calls_are_connected_by_the_ops_between(ask: Callable[..., Model]) -> None:
    class Pair(keras.Model):  # type: ignore[misc]  # Keras has no types
        def __init__(self) -> None:
            super().__init__(name="pair")
            self.generator = keras.Sequential(
                [keras.Input((4,)), layers.Dense(3, name="g")], name="generator"
            )
            self.judge = keras.Sequential([keras.Input((3,)), layers.Dense(1, name="j")], name="judge")

        def train_step(self, data: Any) -> Any:
            with tf.GradientTape() as tape:
                loss = ops.mean(self.judge(2.0 * self.generator(data[0])) ** 2)
            weights = self.trainable_variables
            self.optimizer.apply(tape.gradient(loss, weights), weights)
            return {"loss": loss}

    model = ask(Pair(), bad=False)

    assert "pair/generator/g" in model.nodes
    assert any(a.startswith("pair/generator") and b.startswith("pair/judge") for a, b in model.edges)
    assert model.states("notCalled") == set()


def test_a_loop_by_hand_shows_the_layers_that_it_calls(watch: Callable[..., Watched]) -> None:
    watched = watch(panels=True)
    first, second = layers.Dense(3, name="first"), layers.Dense(1, name="second")
    optimizer = keras.optimizers.SGD()
    for _ in range(2):
        with tf.GradientTape() as tape:
            loss = ops.mean(second(ops.relu(first(np.ones((8, 4), "float32")))) ** 2)
        weights = [*first.trainable_weights, *second.trainable_weights]
        optimizer.apply(tape.gradient(loss, weights), weights)
    model = Model(Inspection(watched.probe).answer("keras/model", {}))

    assert set(model.edges) == {("first", "second")}
    assert model.body["parameters"] == 19


def test_before_anything_ran_the_model_is_there_as_it_was_built(watch: Callable[..., Watched]) -> None:
    watched = watch(panels=True)
    kept = keras.Sequential([keras.Input((4,)), layers.Dense(3, name="a")], name="early_bird")
    model = Model(Inspection(watched.probe).answer("keras/model", {}))

    assert kept.name == model.body["name"]
    assert model.nodes["early_bird/a"]["shape"] == "f32[None,3]"
    assert "No layer has run" in model.body["note"]


def test_the_inside_of_an_attention_layer_is_not_called_forgotten(ask: Callable[..., Model]) -> None:
    inputs = keras.Input((5, 4), name="x")
    attention = layers.MultiHeadAttention(2, 2, name="attention")(inputs, inputs)
    outputs = layers.Dense(1, name="head")(layers.GlobalAveragePooling1D(name="pool")(attention))
    model = ask(keras.Model(inputs, outputs, name="m"), np.ones((8, 5, 4)), bad=False)

    assert model.states("fine") == set(model.nodes)
    assert ("m/x", "m/attention/query") in model.edges
    assert ("m/attention/attention_output", "m/pool") in model.edges
