"""Data breakpoints on variables, tensors and batches, from VARIABLES and WATCH."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.harness.patterns import containing, matching
from tests.harness.session import Session, Stop

if TYPE_CHECKING:
    from tests.adapter.conftest import WriteScript

pytestmark = pytest.mark.tensorflow

TRAINING = """
    import os
    os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
    import numpy as np
    import keras
    import tensorflow as tf

    class Scale(keras.layers.Layer):
        def build(self, shape):
            self.gain = self.add_weight(name="gain", shape=(2,), initializer="ones")
            self.calls = self.add_weight(name="calls", shape=(), initializer="zeros", trainable=False)

        def call(self, x):
            scaled = x * self.gain  # @scaled
            positive = tf.nn.relu(scaled)  # @relu
            self.calls.assign_add(1.0)  # @assign
            count = 3
            return positive  # @bp

    keras.utils.set_random_seed(0)
    x = np.arange(48, dtype="float32").reshape(24, 2)
    model = keras.Sequential([keras.Input((2,)), Scale(name="scale"), keras.layers.Dense(1, name="out")])
    model.compile(keras.optimizers.SGD(1e-4), "mse")
    model.fit(x, np.ones((24, 1), "float32"), batch_size=5, shuffle=False, verbose=0)  # @fit
    print("weights", [weight.numpy().tobytes().hex() for weight in model.weights])
"""


def first_stop(session: Session, training: Any) -> Stop:
    """Stop at the end of `call` in the first step, then remove the breakpoint."""
    session.launch(training, breakpoints={training: [{"line": training["bp"], "condition": "step == 0"}]})
    stop = session.wait_for_stop("breakpoint")
    session.set_breakpoints(training, [])
    return stop


def info(session: Session, stop: Stop, name: str) -> dict[str, Any]:
    """Ask as WATCH does."""
    return session.request("dataBreakpointInfo", name=name, frameId=stop.frame)


def watch(session: Session, *points: dict[str, Any]) -> list[dict[str, Any]]:
    """Set data breakpoints; return the answers."""
    points = tuple({"accessType": "write", **point} for point in points)
    return list(session.request("setDataBreakpoints", breakpoints=list(points))["breakpoints"])


def test_what_can_be_watched_says_what_it_is_and_what_cannot_why(script: WriteScript) -> None:
    training = script(TRAINING)
    with Session() as session:
        stop = first_stop(session, training)
        assert session.capabilities["supportsDataBreakpoints"] is True
        line, relu = training["scaled"], training["relu"]
        assert info(session, stop, "scaled") == containing(
            dataId=matching(rf"^tensor:.*train.py:call:{line}:Mul"),
            description=f"scaled: what Mul makes at train.py:{line}",
            accessTypes=["write"],
        )
        assert (
            info(session, stop, "positive")["description"] == f"positive: what Relu makes at train.py:{relu}"
        )
        assert info(session, stop, "x")["dataId"] == "batch:x\nx"
        assert info(session, stop, "self.gain") == containing(
            dataId="variable:sequential/scale/gain\nself.gain",
            description="self.gain: variable sequential/scale/gain",
        )
        assert info(session, stop, "count") == containing(dataId=None, description=matching(r"count \(int\)"))
        assert info(session, stop, "nonsense") == containing(dataId=None)
        assert info(session, stop, "not an expression") == containing(dataId=None)
        # As VARIABLES asks, in a scope and in an object.
        scope = session.request("scopes", frameId=stop.frame)["scopes"][0]["variablesReference"]
        shown = session.request("variables", variablesReference=scope)["variables"]
        assert session.request("dataBreakpointInfo", name="scaled", variablesReference=scope)["dataId"]
        (itself,) = [each["variablesReference"] for each in shown if each["name"] == "self"]
        session.request("variables", variablesReference=itself)
        gain = session.request("keras/tensorTarget", name="gain", variablesReference=itself)["target"]
        assert gain == containing(target="variable:sequential/scale/gain", line=matching(r"^f32\[2\]"))
        plain = session.request("keras/tensorTarget", name="count", frameId=stop.frame)
        assert plain == containing(target=None, why=matching("int"))


def test_a_variable_stops_where_it_is_updated_or_assigned_to(script: WriteScript) -> None:
    training = script(TRAINING)
    with Session() as session:
        stop = first_stop(session, training)
        gain, calls = (info(session, stop, f"self.{name}")["dataId"] for name in ("gain", "calls"))
        answers = watch(
            session, {"dataId": gain, "condition": "step == 1"}, {"dataId": calls, "condition": "max >= 4"}
        )
        assert [answer["verified"] for answer in answers] == [True, True]
        session.resume(stop)
        stop = session.wait_for_stop("data breakpoint")
        assert stop.line == training["fit"]
        assert stop.body == containing(
            hitBreakpointIds=[answers[0]["id"]], description="self.gain fulfils step == 1"
        )
        assert stop.body["text"].startswith("self.gain: variable sequential/scale/gain fulfils step == 1")
        assert session.locals(stop).keys() >= {"self.gain"}
        session.resume(stop)
        stop = session.wait_for_stop("data breakpoint")
        assert stop.line == training["assign"]
        assert stop.body["hitBreakpointIds"] == [answers[1]["id"]]
        assert watch(session) == []
        session.resume(stop)
        assert session.wait_for_end() == 0


def test_a_tensor_stops_on_the_line_that_makes_it(script: WriteScript) -> None:
    training = script(TRAINING)
    with Session() as session:
        stop = first_stop(session, training)
        positive, batch = (info(session, stop, name)["dataId"] for name in ("positive", "x"))
        answers = watch(
            session,
            {"dataId": positive, "condition": "shape[0] == 5 and max > 15", "hitCondition": "2"},
            {"dataId": batch, "condition": "min >"},
        )
        assert answers[1] == containing(verified=False)
        session.resume(stop)
        stop = session.wait_for_stop("data breakpoint")
        assert stop.line == training["relu"]
        assert stop.body["description"].startswith("positive fulfils")  # not: Relu
        assert session.evaluate("int(x[0, 0])", stop) == "20"  # of the second batch that fulfils it
        (pause,) = session.events("keras/pause")
        window = {"index": [], "row": 0, "column": 0, "rows": 5, "columns": 2}
        assert session.request("keras/window", handle=pause["tensor"]["handle"], **window)["shape"] == [5, 2]
        watch(session, {"dataId": batch})
        session.resume(stop)
        # The last batch has 4 rows, which is no other shape.
        assert session.wait_for_end() == 0
        assert len(session.events("stopped")) == 2


def test_the_tree_watches_what_an_earlier_run_named(script: WriteScript) -> None:
    training = script(TRAINING.replace("1e-4", "1e30"))
    data = [
        {"id": 5, "target": "variable:sequential/out/kernel", "changes": ["nonFinite"], "name": "out.kernel"},
        {"id": 6, "target": "batch:x", "changes": ["range"], "maximum": 45.0},
    ]
    with Session() as session:
        session.initialize()
        session.begin("launch", {"program": str(training.path), "console": "internalConsole"})
        session.request("keras/setTensorBreakpoints", breakpoints=[], data=data)
        session.set_filters([])
        session.request("configurationDone")
        session.started()
        stop = session.wait_for_stop("data breakpoint")
        assert stop.line == training["fit"]
        assert stop.body == containing(hitBreakpointIds=[5], description="out.kernel is not finite")
        session.resume(stop)
        stop = session.wait_for_stop("data breakpoint")
        assert stop.body == containing(hitBreakpointIds=[6], description="x has left its range")
        session.resume(stop)
        assert session.wait_for_end() == 0


def test_armed_breakpoints_change_no_weight(script: WriteScript) -> None:
    training = script(TRAINING)
    weights = []
    for armed in (False, True):
        with Session() as session:
            stop = first_stop(session, training)
            if armed:
                names = ("scaled", "positive", "x", "self.gain", "self.calls")
                targets = [info(session, stop, name)["dataId"] for name in names]
                watch(session, *({"dataId": target, "condition": "unchanged > 99"} for target in targets))
            session.resume(stop)
            assert session.wait_for_end() == 0
            weights.append(session.output("stdout").partition("weights")[2])
    assert weights[0] == weights[1] != ""
