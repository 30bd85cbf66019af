"""The ops around a stop, and the way back to where a bad value was born."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import keras
import numpy as np
import pytest
from keras import layers, ops

from pyadapter.probe.inspection import Inspection
from tests.probe.conftest import line_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.probe.conftest import Watched

pytestmark = pytest.mark.tensorflow


class Ops:
    """A `keras/opGraph` body, for reading."""

    def __init__(self, body: dict[str, Any]) -> None:
        self.body = body
        self.nodes = {node["id"]: node for node in body["nodes"]}
        self.edges = body["edges"]

    @property
    def centre(self) -> dict[str, Any]:
        """The node in the middle."""
        return next(node for node in self.nodes.values() if node.get("centre"))

    def born(self) -> list[str]:
        """Ops of the nodes where a bad value was born."""
        return [node["op"] for node in self.nodes.values() if node["born"]]

    def into(self, node: dict[str, Any]) -> list[dict[str, Any]]:
        """The edges into a node, in the order of its inputs."""
        return sorted(
            (edge for edge in self.edges if edge["to"] == node["id"]), key=lambda edge: edge["slot"]
        )


@pytest.fixture
def ask(watch: Callable[..., Watched]) -> Callable[..., Any]:
    """Train until the first finding and ask there."""
    kinds = ("nan", "inf", "shape-mismatch", "gradient-missing")
    watched = watch(*({"kind": kind} for kind in kinds), panels=True)
    inspection = Inspection(watched.probe)

    def asked(node: str | None = None) -> Ops:
        # As it travels: what is not JSON fails here.
        return Ops(json.loads(json.dumps(inspection.answer("keras/opGraph", {"node": node} if node else {}))))

    def train(layer: Any, x: Any = None, question: Callable[..., Any] = lambda asked: asked()) -> Any:
        answers: list[Any] = []
        watched.at_stop = lambda _: None if answers else answers.append(question(asked))
        model = keras.Sequential(
            [
                keras.Input((4,)),
                layers.Dense(4, name="first"),
                layer,
                layers.Dense(1, kernel_initializer="ones"),
            ],
            name="m",
        )
        model.compile("sgd", "mse", run_eagerly=True)
        x = np.ones((8, 4), "float32") if x is None else x
        try:
            model.fit(x, np.ones((8, 1)), verbose=0, batch_size=8)
        except Exception:
            if not answers:
                raise
        return answers[0]

    return train


class LogOf(layers.Layer):  # type: ignore[misc]  # Keras has no types
    def call(self, x: Any) -> Any:
        return ops.log(ops.relu(x) - 1e3)  # @log


class Quotient(layers.Layer):  # type: ignore[misc]  # Keras has no types
    def call(self, x: Any) -> Any:
        infinite = ops.log(x * 0)
        return ops.exp(-infinite) - ops.exp(-infinite)


def test_a_value_that_was_born_at_the_stop_has_fine_inputs(ask: Callable[..., Ops]) -> None:
    around = ask(LogOf(name="log"))

    assert (around.centre["op"], around.centre["layer"]) == ("Log", "m/log")
    assert around.centre["location"]["line"] == line_of("log", __file__)
    assert around.born() == ["Log"]
    (given,) = around.into(around.centre)
    assert (given["shape"], given["bad"]) == ("f32[8,4]", False)
    assert given["line"].startswith("f32[8,4]")
    assert around.nodes[given["from"]]["op"] == "Sub"


def test_a_nan_is_followed_back_to_the_infinity_it_was_made_of(ask: Callable[..., Ops]) -> None:
    around = ask(Quotient(name="quotient"))

    assert around.centre["op"] == "Sub"
    assert around.centre["bad"]
    assert around.born() == ["Log"]
    bad = {node["op"] for node in around.nodes.values() if node["bad"]}
    assert {"Log", "Neg", "Exp", "Sub"} <= bad


def test_weights_and_the_batch_are_where_values_come_from(ask: Callable[..., Ops]) -> None:
    def question(asked: Callable[..., Ops]) -> Ops:
        around = asked()
        for op in ("Sub", "Relu"):
            around = asked(next(node["id"] for node in around.nodes.values() if node["op"] == op))
        return asked(next(node["id"] for node in around.nodes.values() if node["op"] in {"AddV2", "BiasAdd"}))

    around = ask(LogOf(name="log"), question=question)

    kinds = {(node["kind"], node.get("name")) for node in around.nodes.values()}
    assert {("weight", "m/first/kernel"), ("weight", "m/first/bias"), ("batch", "x")} <= kinds or {
        ("weight", "first/kernel"), ("weight", "first/bias"), ("batch", "x")
    } <= kinds  # fmt: skip
    assert "Relu" in {node["op"] for node in around.nodes.values()}


def test_an_op_that_refuses_its_inputs_stands_in_the_middle(ask: Callable[..., Ops]) -> None:
    class Wrong(layers.Layer):  # type: ignore[misc]  # Keras has no types
        def call(self, x: Any) -> Any:
            kernel = ops.ones((3, 2) if hasattr(x, "_numpy") else (4, 2))
            return ops.matmul(x, kernel)

    around = ask(Wrong(name="wrong"))

    assert around.centre["op"] == "MatMul"
    assert around.centre["id"] == "stop"
    assert len(around.into(around.centre)) == 2


def test_a_gradient_leads_to_the_forward_op_it_belongs_to(ask: Callable[..., Ops]) -> None:
    class Root(layers.Layer):  # type: ignore[misc]  # Keras has no types
        def call(self, x: Any) -> Any:
            return ops.sqrt(ops.square(x) * 0.0)

    around = ask(Root(name="root"))

    assert (around.centre["op"], around.centre["gradientOf"]) == ("Mul", "Mul")
    assert around.born() == ["SqrtGrad"]
    assert {"Sqrt", "Mul"} <= {node["op"] for node in around.nodes.values() if node.get("layer") == "m/root"}


def test_a_column_of_the_batch_that_is_bad_is_where_it_was_born(ask: Callable[..., Ops]) -> None:
    x = np.ones((8, 4), "float32")
    x[2, 1] = np.nan
    around = ask(layers.Dense(3), x)

    born = [node for node in around.nodes.values() if node["born"]]
    assert [(node["kind"], node.get("name")) for node in born] == [("batch", "x")]


def test_tensors_can_be_looked_at_by_their_handle(watch: Callable[..., Watched]) -> None:
    watched = watch(panels=True)
    inspection = Inspection(watched.probe)
    histograms: list[Any] = []

    def at_stop(_: Any) -> None:
        edge = next(edge for edge in inspection.answer("keras/opGraph", {})["edges"] if "handle" in edge)
        histograms.append(inspection.answer("keras/histogram", {"handle": edge["handle"], "bins": 4}))

    watched.at_stop = at_stop
    model = keras.Sequential([keras.Input((4,)), LogOf()])
    model.compile("sgd", "mse", run_eagerly=True)
    model.fit(np.ones((8, 4)), np.zeros((8, 4)), verbose=0)

    assert sum(histograms[0]["counts"]) == 32


def test_without_an_op_there_is_a_word_instead(watch: Callable[..., Watched]) -> None:
    body = Inspection(watch(panels=True).probe).answer("keras/opGraph", {})

    assert body["nodes"] == []
    assert "No op" in body["note"]
