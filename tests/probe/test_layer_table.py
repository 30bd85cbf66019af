"""The layers as a table: what is told of each at a stop, and what was recorded before it."""

from __future__ import annotations

import gc
import json
import weakref
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import keras
import numpy as np
import pytest
import tensorflow as tf
from keras import layers, ops

from pyadapter.probe.inspection import Inspection
from pyadapter.probe.inspection import layers as topic
from pyadapter.probe.watch import layer_history
from tests.probe.conftest import line_of

if TYPE_CHECKING:
    from tests.probe.conftest import Watched

pytestmark = pytest.mark.tensorflow

Ask = Callable[[], dict[str, Any]]


class LogOf(layers.Layer):  # type: ignore[misc]  # Keras has no types
    def call(self, x: Any) -> Any:
        return ops.log(x)


@pytest.fixture
def watched(watch: Callable[..., Watched], monkeypatch: pytest.MonkeyPatch) -> Watched:
    # Every step is looked at, however slow the machine is.
    monkeypatch.setattr("pyadapter.probe.watch.sampled_steps.CREDIT", 1e9)
    return watch(panels=True)


@pytest.fixture
def ask(watched: Watched) -> Ask:
    inspection = Inspection(watched.probe)

    def table() -> dict[str, Any]:
        found = json.loads(json.dumps(inspection.answer("keras/layerTable", {}), allow_nan=False))
        return {**found, "by": {row["path"].rpartition("/")[2]: row for row in found["rows"]}}

    return table


class Asking(keras.Model):  # type: ignore[misc]  # as above
    """Asks when it has been updated, while all tensors of the step are there."""

    ask: Any = None

    def train_step(self, data: Any) -> Any:
        x, y = data
        with tf.GradientTape(persistent=True) as tape:
            self.answers = getattr(self, "answers", [])
            predicted = self(x, training=True)
            loss = self.compute_loss(x, y, predicted)
        gradients = tape.gradient(loss, self.trainable_variables)  # @taken
        before = [variable.numpy() for variable in self.trainable_variables]
        self.optimizer.apply(gradients, self.trainable_variables)
        self.seen = predicted.numpy(), [each.numpy() for each in gradients], before
        self.answers.append(type(self).ask())
        return {"loss": loss}


def asking(ask: Ask, *hidden: Any, steps: int = 3) -> Any:
    """Train a model that asks."""
    keras.utils.set_random_seed(3)
    inputs = x = keras.Input((6,))
    for layer in hidden:
        x = layer(x)
    model = Asking(inputs, layers.Dense(2, name="head")(x), name="model")
    Asking.ask = staticmethod(ask)
    model.compile(keras.optimizers.SGD(0.1), "mse")
    rng = np.random.default_rng(0)
    model.fit(rng.normal(size=(8 * steps, 6)), rng.normal(size=(8 * steps, 2)), batch_size=8, verbose=0)
    return model


def test_the_numbers_are_those_of_numpy(ask: Ask) -> None:
    model = asking(ask, layers.Dense(5, activation="relu", name="hidden"))

    table = model.answers[-1]
    assert table["step"] == 2
    assert [(row["path"], row["depth"]) for row in table["rows"]] == [
        ("model", 0), ("model/hidden", 1), ("model/head", 1),
    ]  # fmt: skip
    predicted, gradients, before = model.seen
    head = table["by"]["head"]
    assert (head["shape"], head["dtype"], head["className"]) == ([8, 2], "float32", "Dense")
    assert head["mean"] == pytest.approx(predicted.mean(), rel=1e-4)
    assert head["standardDeviation"] == pytest.approx(predicted.std(), rel=1e-4)
    assert (head["nonFinite"], head["sampled"]) == (0, False)
    assert head["reference"] == {"type": "output", "name": "model/head"}
    after = [variable.numpy() for variable in model.trainable_variables]
    for row, chosen in (
        (table["by"]["hidden"], [0, 1]),
        (head, [2, 3]),
        (table["by"]["model"], [0, 1, 2, 3]),
    ):
        length = _length(before, chosen)
        moved = _length([one - other for one, other in zip(after, before, strict=True)], chosen)
        assert row["weightNorm"] == pytest.approx(_length(after, chosen), rel=1e-4)
        assert row["gradientNorm"] == pytest.approx(_length(gradients, chosen), rel=1e-4)
        assert row["updateRatio"] == pytest.approx(moved / length, rel=1e-3)
    assert head["parameters"] == 12
    assert head["bytes"] == 4 * (12 + 16)
    assert 0.1 < table["by"]["hidden"]["zeros"] < 0.9


def test_lines_go_over_the_last_steps(ask: Ask, monkeypatch: pytest.MonkeyPatch) -> None:
    model = asking(ask, layers.Dense(5, name="hidden"), steps=6)
    row = model.answers[-1]["by"]["hidden"]
    for line in (row["activations"], row["gradients"], row["updates"]):
        assert line["steps"] == [0, 1, 2, 3, 4, 5]
        assert len(set(line["values"])) == 6
    monkeypatch.setattr(topic, "POINTS", 0)
    assert len(ask()["by"]["hidden"]["gradients"]["steps"]) == 6


def test_at_a_nan_the_layer_of_the_finding_is_the_worst(watched: Watched, ask: Ask) -> None:
    tables: list[Any] = []
    watched.at_stop = lambda _stop: tables.append(ask())
    model = keras.Sequential([keras.Input((4,)), LogOf(name="log"), layers.Dense(1, name="head")], name="m")
    x = np.ones((16, 4))
    x[9] = -1
    model.compile("sgd", "mse")
    model.fit(x, np.ones(16), batch_size=8, shuffle=False, verbose=0)

    rows = tables[0]["by"]
    assert max(rows, key=lambda name: rows[name]["badness"]) == "log"
    assert rows["log"]["why"].startswith("NaN in log")
    # It has not returned yet, and the last layer has not run.
    assert (rows["log"]["called"], rows["head"]["called"]) == (True, False)
    assert (rows["log"]["seenAt"], rows["head"]["seenAt"]) == (0, 0)
    assert "reference" not in rows["head"]


def test_of_layers_that_are_not_finite_the_first_is_the_worst(watch: Callable[..., Watched]) -> None:
    probe = watch({"kind": "loss-stalled"}, panels=True).probe
    last, log, head = layers.Dense(3, name="last"), LogOf(name="log"), layers.Dense(2, name="head")
    x = layers.Dense(4, name="first", kernel_initializer="ones")(inputs := keras.Input((6,)))
    model = keras.Model(inputs, head(last(log(x))), name="m")
    kept = [model(-np.ones((2, 6), "float32"), training=True)]
    kept.extend(call.output() for call in probe.layer_calls.calls)  # type: ignore[union-attr]  # it is there
    outer = keras.Sequential([model], name="outer")
    with tf.GradientTape() as tape:
        kept.append(outer(-np.ones((2, 6), "float32")))
        table = Inspection(probe).answer("keras/layerTable", {})
    del tape
    order = sorted(table["rows"], key=lambda row: -row["badness"])
    assert [row["path"].rpartition("/")[2] for row in order[:3]] == ["log", "last", "head"]
    assert order[0]["odd"] == ["nonFinite"]
    assert next(row for row in order if row["path"].endswith("first"))["odd"] == ["standardDeviation"]


def test_a_layer_has_the_line_that_made_it(ask: Ask) -> None:
    hidden = layers.Dense(5, name="hidden")  # @made
    model = asking(ask, hidden, steps=1)
    location = model.answers[0]["by"]["hidden"]["location"]
    assert location == {"file": __file__, "line": line_of("made", __file__)}


def test_nested_models_are_rows_around_what_is_in_them(ask: Ask) -> None:
    inner = keras.Sequential(
        [keras.Input((6,)), layers.Dense(3, name="a"), layers.Dense(3, name="b")], name="in"
    )
    table = asking(ask, inner, steps=1).answers[0]
    assert [(row["path"], row["depth"]) for row in table["rows"]] == [
        ("model", 0), ("model/in", 1), ("model/in/a", 2), ("model/in/b", 2), ("model/head", 1),
    ]  # fmt: skip
    rows = table["by"]
    assert rows["in"]["parameters"] == rows["a"]["parameters"] + rows["b"]["parameters"] == 33
    norms = [rows[name]["gradientNorm"] for name in ("a", "b")]
    assert rows["in"]["gradientNorm"] == pytest.approx(np.hypot(*norms), rel=1e-4)


def test_what_is_odd_is_named(ask: Ask) -> None:
    dead = layers.Dense(5, activation="relu", bias_initializer=keras.initializers.Constant(-99), name="dead")
    wide = keras.initializers.RandomNormal(0, 99, seed=1)
    saturated = layers.Dense(5, activation="tanh", kernel_initializer=wide, name="saturated")
    rows = asking(ask, saturated, dead, steps=1).answers[0]["by"]
    assert rows["dead"]["why"].startswith("only zeros; gradient is zero")
    assert rows["dead"]["odd"] == ["zeros", "gradientNorm", "updateRatio"]
    assert "saturated" in rows["saturated"]["why"]
    assert rows["model"]["badness"] == 0


def test_the_line_after_the_update_of_a_loop_still_sees_the_step(ask: Ask) -> None:
    layer = layers.Dense(3, name="alone")
    optimizer = keras.optimizers.SGD(0.1)
    tables = []
    for _ in range(3):
        with tf.GradientTape() as tape:
            loss = ops.mean(layer(np.ones((2, 4), "float32")) ** 2)
        gradients = tape.gradient(loss, layer.trainable_variables)
        optimizer.apply_gradients(zip(gradients, layer.trainable_variables, strict=True))
        tables.append(ask())
    row = tables[-1]["by"]["alone"]
    assert (row["path"], row["depth"], row["called"]) == ("alone", 0, True)
    assert row["gradientNorm"] == pytest.approx(
        np.sqrt(sum(np.sum(each.numpy() ** 2) for each in gradients)), rel=1e-4
    )
    assert len(tables[-1]["tapes"]) == 1


def test_models_that_have_not_run_are_left_out_and_counted(ask: Ask) -> None:
    other = keras.Sequential([keras.Input((2,)), layers.Dense(2)], name="other")
    table = asking(ask, steps=1).answers[0]
    assert [row["path"] for row in table["rows"]] == ["model", "model/head"]
    assert "layers have not run until now" in table["note"]
    del other


def test_before_anything_has_run_all_layers_are_there(ask: Ask) -> None:
    model = keras.Sequential([keras.Input((2,)), layers.Dense(2, name="waits")], name="other")
    row = ask()["by"]["waits"]
    assert (row["called"], row["parameters"]) == (False, 6)
    assert "mean" not in row
    del model


def test_without_time_outputs_are_sampled_and_say_so(ask: Ask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(topic, "BUDGET", -1.0)
    wide = asking(ask, layers.Dense(3000, name="wide"), steps=2).answers[-1]["by"]["wide"]
    assert (wide["sampled"], wide["called"]) == (True, True)
    assert wide["gradientNorm"] > 0
    assert wide["weightNorm"] > 0


@pytest.mark.parametrize("dtype", ["float16", "bfloat16", "mixed_float16", "float64"])
def test_other_dtypes(ask: Ask, dtype: str) -> None:
    row = asking(ask, layers.Dense(4, dtype=dtype, name="other"), steps=2).answers[-1]["by"]["other"]
    assert row["dtype"] == {"mixed_float16": "float16"}.get(dtype, dtype)
    assert row["standardDeviation"] > 0
    assert row["updateRatio"] > 0


def test_layers_of_text_several_outputs_and_nothing_do_not_disturb(ask: Ask) -> None:
    class Odd(layers.Layer):  # type: ignore[misc]  # as above
        def call(self, x: Any) -> Any:
            return {"a": x, "b": (x, None)}

    made = {
        layers.StringLookup(vocabulary=["a"], name="lookup"): tf.constant(["a", "b"]),
        Odd(name="odd"): tf.zeros([0, 3]),
        layers.Embedding(5, 2, name="embedding"): tf.constant([[1, 2]]),
        layers.Lambda(lambda x: tf.complex(x, x), name="complex"): tf.ones([2]),
        LogOf(name="nothing_finite"): -tf.ones([3]),
    }
    with tf.GradientTape():
        kept = [layer(given) for layer, given in made.items()]
        rows = ask()["by"]
    assert rows["lookup"]["dtype"] == "int64"
    assert rows["odd"]["shape"] == [0, 3]
    assert rows["embedding"]["shape"] == [1, 2, 2]
    assert "mean" not in rows["complex"]
    assert (rows["nothing_finite"]["mean"], rows["nothing_finite"]["nonFinite"]) == (None, 3)
    del kept


def test_updates_that_only_accumulate_are_not_measured(ask: Ask) -> None:
    layer = layers.Dense(3, name="slow")
    model = keras.Sequential([keras.Input((4,)), layer])
    model.compile(keras.optimizers.SGD(0.1, gradient_accumulation_steps=2), "mse")
    model.fit(np.ones((32, 4)), np.zeros((32, 3)), batch_size=4, verbose=0)
    updates = ask()["by"]["slow"]["updates"]
    assert updates["steps"] == [1, 3, 5, 7]
    assert min(updates["values"]) > 0


def test_a_layer_that_gets_no_gradient_says_so(ask: Ask) -> None:
    blind = layers.Dense(4, name="blind")
    cut = layers.Lambda(ops.stop_gradient, name="cut")
    model = keras.Sequential([keras.Input((4,)), blind, cut, layers.Dense(1)])
    model.compile("sgd", "mse")
    model.fit(np.ones((8, 4)), np.zeros(8), verbose=0)
    row = ask()["by"]["blind"]
    assert row["why"] == "no gradient reaches it"
    assert row["odd"] == ["gradientNorm"]


def test_layers_that_are_made_over_and_over_do_not_fill_the_memory(
    watched: Watched, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(layer_history, "_MOST", 10)
    optimizer = keras.optimizers.SGD()
    for index in range(30):
        layer = layers.Dense(1, name=f"dense_{index}")
        with tf.GradientTape() as tape:
            loss = ops.sum(layer(np.ones((1, 1), "float32")))
        optimizer = keras.optimizers.SGD()
        optimizer.apply(tape.gradient(loss, layer.trainable_variables), layer.trainable_variables)
    history = watched.probe.layer_history
    assert history is not None
    assert len(history.outputs()) <= 10
    assert history.of(layer.trainable_variables[0]) is not None


def test_nothing_of_a_step_is_held_when_it_is_over(ask: Ask) -> None:
    made: list[weakref.ref[Any]] = []

    class Noting(layers.Layer):  # type: ignore[misc]  # as above
        def call(self, x: Any) -> Any:
            out = x * 2.0
            made.append(weakref.ref(out))
            return out

    model = keras.Sequential([keras.Input((4,)), layers.Dense(4), Noting()])
    model.compile("sgd", "mse")
    model.fit(np.ones((8, 4)), np.zeros((8, 4)), batch_size=4, verbose=0)
    ask()
    gc.collect()
    assert [each() for each in made if each() is not None] == []


def test_nothing_is_recorded_without_panels(watch: Callable[..., Watched]) -> None:
    probe = watch(panels=False).probe
    model = keras.Sequential([keras.Input((4,)), layers.Dense(4)])
    model.compile("sgd", "mse")
    model.fit(np.ones((8, 4)), np.zeros((8, 4)), verbose=0)
    assert probe.layer_history is not None
    assert probe.layer_history.outputs() == {}


def _length(arrays: list[Any], chosen: list[int]) -> float:
    return float(np.sqrt(sum(np.sum(arrays[index].astype("float64") ** 2) for index in chosen)))
