"""Tensors are found by name at any pause, described once, and held no longer than the pause."""

from __future__ import annotations

import gc
import inspect
import json
import weakref
from typing import TYPE_CHECKING, Any

import keras
import numpy as np
import pytest
import tensorflow as tf
from keras import layers, ops

from pyadapter.arrays import digest
from pyadapter.probe.expressions import Expressions
from pyadapter.probe.handles import MOST_EVALUATED, MOST_GIVEN, Handles, Stop, UnknownHandleError
from pyadapter.probe.inspection import Inspection

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.probe.conftest import Watched

pytestmark = pytest.mark.tensorflow


class LogOf(layers.Layer):  # type: ignore[misc]  # Keras has no types
    def call(self, x: Any) -> Any:
        return ops.log(x)


def model() -> Any:
    made = keras.Sequential([keras.Input((4,)), LogOf(name="log"), layers.Dense(1, name="out")], name="model")
    made.compile(keras.optimizers.Adam(), "mse")
    return made


def at_first_stop(watched: Watched, question: Callable[[Any], Any], model: Any = None) -> Any:
    """Fit until the first NaN and ask there, in words that travel."""
    answers: list[Any] = []
    inspection = Inspection(watched.probe)

    def ask(command: str, **arguments: Any) -> Any:
        return json.loads(json.dumps(inspection.answer(command, arguments), allow_nan=False))

    watched.at_stop = lambda _stop: answers.append(question(ask)) if not answers else None
    x = np.arange(1, 33, dtype="float32").reshape(8, 4)
    x[2, 1] = -1
    (model or globals()["model"]()).fit(x, np.arange(8.0), verbose=0, shuffle=False)
    assert answers
    return answers[0]


def named(kind: str, name: str) -> dict[str, Any]:
    return {"reference": {"type": kind, "name": name}}


@pytest.fixture
def shown(watch: Any) -> Watched:
    """A probe that finds every first NaN, and records the calls of layers."""
    found: Watched = watch({"kind": "nan"}, panels=True)
    return found


def test_the_bad_tensor_and_its_inputs_are_those_of_the_finding(shown: Watched) -> None:
    def question(ask: Any) -> Any:
        return ask("keras/finding")["finding"], [
            ask("keras/tensor", **named("finding", place)) for place in "012"
        ]

    finding, (bad, given, none) = at_first_stop(shown, question)
    assert bad["tensor"] == finding["tensor"]
    assert bad["tensor"]["statistics"]["nan"] == 1
    assert given["tensor"] == finding["inputs"][0]
    assert none == {
        "tensor": None, "reference": {"type": "finding", "name": "2"},
        "why": "This stop does not show such a tensor.",
    }  # fmt: skip


def test_columns_of_the_batch_outputs_and_weights_are_found_and_can_be_looked_at(shown: Watched) -> None:
    def question(ask: Any) -> Any:
        x, kernel, missing = (
            ask("keras/tensor", **named(*reference))
            for reference in (("batch", "x"), ("weight", "model/out/kernel"), ("batch", "z"))
        )
        window = ask(
            "keras/window", handle=x["tensor"]["handle"], index=[], row=2, column=0, rows=1, columns=4
        )
        return x, kernel, missing, window, ask("keras/tensor", **named("output", "model/out"))

    x, kernel, missing, window, output = at_first_stop(shown, question)
    assert (x["tensor"]["shape"], x["tensor"]["role"], x["tensor"]["name"]) == ([8, 4], "feature", "x")
    assert x["reference"] == {"type": "batch", "name": "x"}
    assert window["shape"] == [8, 4]
    assert (kernel["tensor"]["shape"], kernel["tensor"]["role"]) == ([4, 1], "variable")
    assert missing["why"] == "The batch has no z; it has x, y."
    assert output["why"] == "model/out has not returned from a call in this step."


def test_all_that_can_be_chosen_is_named_with_its_layer(shown: Watched) -> None:
    tensors = at_first_stop(shown, lambda ask: ask("keras/tensors")["tensors"])
    found = {(each["group"], each["name"]): each for each in tensors}
    assert next(iter(found)) == ("finding", "output")
    assert {("batch", "x"), ("batch", "y"), ("model/out", "kernel"), ("model/out", "bias")} <= set(found)
    assert found["model/out", "kernel"]["reference"] == {"type": "weight", "name": "model/out/kernel"}
    assert found["batch", "x"]["shape"] == [8, 4]


def test_gradients_are_there_while_the_optimizer_has_them(watch: Any) -> None:
    watched: Watched = watch({"kind": "nan"}, panels=True)
    inspection = Inspection(watched.probe)
    seen: list[Any] = []

    class Looking(keras.optimizers.SGD):  # type: ignore[misc]  # as above
        def update_step(self, gradient: Any, variable: Any, learning_rate: Any) -> None:
            seen.append(inspection.answer("keras/tensor", named("gradient", "model/out/kernel")))
            seen.append(inspection.answer("keras/tensors", {})["tensors"])
            super().update_step(gradient, variable, learning_rate)

    made = keras.Sequential([keras.Input((4,)), layers.Dense(1, name="out")], name="model")
    made.compile(Looking(), "mse")
    made.fit(np.ones((8, 4), "float32"), np.ones(8), verbose=0)
    assert seen[0]["tensor"]["shape"] == [4, 1]
    assert seen[0]["tensor"]["name"] == "gradient of model/out/kernel"
    chosen = {(each["reference"]["type"], each["reference"]["name"]) for each in seen[1]}
    assert {("gradient", "model/out/kernel"), ("output", "model/out")} <= chosen
    watched.probe.handles.resumed()
    why = inspection.answer("keras/tensor", named("gradient", "model/out/kernel"))["why"]
    assert "There is no gradient of model/out/kernel here" in why
    assert inspection.answer("keras/tensor", named("weight", "nonsense"))["why"] == (
        "There is no variable nonsense."
    )


def test_gradients_of_a_tape_are_there_while_the_script_has_them(shown: Watched) -> None:
    inspection = Inspection(shown.probe)
    layer = layers.Dense(1, name="mine")
    layer.build((None, 3))
    with tf.GradientTape() as tape:
        loss = tf.reduce_sum(layer(tf.ones((2, 3))))
    gradient, _ = tape.gradient(loss, layer.trainable_variables)
    body = inspection.answer("keras/tensor", named("gradient", layer.kernel.path))
    assert inspection.answer("keras/tensor", named("weight", layer.kernel.path))["tensor"]["shape"] == [3, 1]
    assert shown.probe.handles.tensor(body["tensor"]["handle"]) is gradient


def test_without_a_stop_it_is_said_why_there_is_nothing(shown: Watched) -> None:
    inspection = Inspection(shown.probe)
    whys = [inspection.answer("keras/tensor", named(kind, "0"))["why"] for kind in ("finding", "batch")]
    assert whys == [
        "The run is not stopped at a tensor breakpoint.",
        "No batch is being worked on at this line.",
    ]
    assert (
        "choose one in the call stack" in inspection.answer("keras/tensor", named("expression", "x"))["why"]
    )


def looked_at(
    watched: Watched,
    v: Any,  # noqa: ARG001 -- it is in the frame
    text: str = "v",
    name: str = "v",
) -> dict[str, Any]:
    """Look at the value of an expression, as debugpy has it evaluated in a frame."""
    frame = inspect.currentframe()
    assert frame is not None
    asked = Expressions(watched.probe, lambda _name, _body: None, lambda _value: None)
    body: dict[str, Any] = json.loads(asked.tensor(frame, text, name, 0))
    return body


def test_an_expression_is_described_and_held(shown: Watched) -> None:
    value = tf.constant([[1.0, float("nan")]])
    body = looked_at(shown, [value], "v[0]", "part")
    assert body["reference"] == {"type": "expression", "name": "v[0]"}
    assert body["tensor"]["name"] == "part"
    assert body["tensor"]["line"].startswith("⚠ NaN×1")
    counts = Inspection(shown.probe).answer("keras/histogram", {"handle": body["tensor"]["handle"]})
    assert counts["nan"] == 1


@pytest.mark.parametrize("value", [[1, 2, 3], [[1.0, 2.0], [3.0, 4.0]], 5, (True, False)])
def test_numbers_in_lists_are_arrays(shown: Watched, value: Any) -> None:
    body = looked_at(shown, value)
    assert body["tensor"]["shape"] == list(np.shape(value))


@pytest.mark.parametrize("value", ["text", None, [[1], [2, 3]], ["a"], object()])
def test_what_is_no_tensor_is_named(shown: Watched, value: Any) -> None:
    body = looked_at(shown, value)
    assert body["tensor"] is None
    assert body["why"] == f"v ({type(value).__name__}) is no tensor and no array of numbers."


def test_an_expression_leaves_no_trace_on_a_tape(shown: Watched) -> None:
    value = tf.Variable(2.0)
    with tf.GradientTape() as tape:
        body = looked_at(shown, value, "v * v")
    assert body["tensor"]["line"].startswith("f32[] = 4")
    assert tape.gradient(shown.probe.handles.tensor(body["tensor"]["handle"]), value) is None
    assert looked_at(shown, value, "1 / 0")["why"] == (
        "v cannot be evaluated here: ZeroDivisionError: division by zero"
    )


def test_what_is_described_once_is_not_computed_again(
    shown: Watched, monkeypatch: pytest.MonkeyPatch
) -> None:
    computed: list[int] = []

    def counting(seen: Any, **options: Any) -> Any:
        computed.append(1)
        return digest(seen, **options)

    monkeypatch.setattr("pyadapter.probe.inspection.tensors.digest", counting)
    large = np.zeros(1 << 17, np.float32)
    first, second = (looked_at(shown, large)["tensor"] for _ in range(2))
    assert first == second
    assert len(computed) == 1


def test_nothing_is_kept_when_the_run_goes_on(shown: Watched) -> None:
    inspection = Inspection(shown.probe)
    value = tf.random.stateless_uniform((300, 300), (0, 1))
    gone = weakref.ref(value)
    handle = looked_at(shown, value)["tensor"]["handle"]
    inspection.answer("keras/histogram", {"handle": handle})
    del value
    gc.collect()
    assert gone() is not None
    inspection.answer("keras/resumed", {"resumes": 1})
    gc.collect()
    assert gone() is None
    with pytest.raises(UnknownHandleError, match="run has gone on"):
        inspection.answer("keras/histogram", {"handle": handle})


def test_what_is_evaluated_too_late_is_not_held() -> None:
    handles = Handles()
    handles.resumed(3)
    with pytest.raises(UnknownHandleError):
        handles.give(np.zeros(1), resumes=2)
    kept = handles.give(np.ones(1), resumes=3)
    handles.resumed(3)
    assert handles.tensor(kept) == 1
    handles.resumed()  # another adapter, which counts anew
    assert handles.give(np.zeros(1), resumes=0)


@pytest.mark.parametrize(("most", "resumes"), [(MOST_GIVEN, None), (MOST_EVALUATED, 0)])
def test_only_the_newest_values_are_held(most: int, resumes: int | None) -> None:
    handles = Handles()
    arrays = [np.zeros(1) for _ in range(most + 1)]
    first, second = handles.give(arrays[0], resumes), handles.give(arrays[1], resumes)
    for array in arrays[2:-1]:
        handles.give(array, resumes)
    assert handles.give(arrays[0], resumes) == first
    handles.give(arrays[-1], resumes)
    assert handles.tensor(first) is arrays[0]
    with pytest.raises(UnknownHandleError):
        handles.tensor(second)


def test_a_stop_has_its_own_tensors_and_ends_what_was_given_before() -> None:
    handles, value = Handles(), np.zeros(3)
    before = handles.give(np.ones(1))
    stop = Stop(tensors={handles.new(): value})
    handles.hold(stop)
    with pytest.raises(UnknownHandleError):
        handles.tensor(before)
    assert handles.give(value) in stop.tensors
    handles.release(stop)
    with pytest.raises(UnknownHandleError):
        handles.tensor(handles.new())


def test_threads_that_stop_together_are_told_apart_without_comparing_their_tensors() -> None:
    handles = Handles()
    first, second = Stop(batch=tf.ones(2)), Stop(batch=tf.ones(2))
    handles.hold(first)
    handles.hold(second)
    handles.release(second)
    assert handles.current is first
    handles.release(second)
    assert handles.current is first
