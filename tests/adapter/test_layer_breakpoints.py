"""Function breakpoints on layers: by name, path, glob or class; in the user's `call` or at what calls it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.harness.patterns import containing, matching
from tests.harness.session import Session

if TYPE_CHECKING:
    from tests.adapter.conftest import WriteScript
    from tests.harness.script import Script

pytestmark = pytest.mark.tensorflow

TRAINING = """
    import os
    os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
    import numpy as np
    import keras

    class Scale(keras.layers.Layer):
        def call(self, x, training=False):  # @entry
            '''Twice.'''
            doubled = x * 2.0  # @scale
            return doubled

    class Half(Scale):
        def call(self, x):  # @half
            return super().call(x) / 4.0  # @super

    class Net(keras.Model):
        def __init__(self):
            super().__init__(name="net")
            self.scale = Scale(name="scale")
            self.hidden = keras.layers.Dense(3, name="hidden")
            self.half = Half(name="half")
            self.out = keras.layers.Dense(1, name="out")  # @out

        def call(self, x):
            x = self.scale(x)  # @net
            x = self.hidden(x)  # @hidden
            x = self.half(x)
            return self.out(x)  # @called

    def prepare(x, scale=1.0):
        return x * scale  # @prepare

    keras.utils.set_random_seed(0)
    x = prepare(np.arange(24, dtype="float32").reshape(12, 2))
    model = Net()
    model.compile(keras.optimizers.SGD(1e-4), "mse")
    model.fit(x, np.ones((12, 1), "float32"), batch_size=5, shuffle=False, verbose=0)  # @fit
    model.predict(x[:4], verbose=0)  # @predict
    print("weights", [weight.numpy().tobytes().hex() for weight in model.weights])
"""


def launched(
    session: Session, training: Script, *points: dict[str, Any], **more: Any
) -> list[dict[str, Any]]:
    """Launch with function breakpoints; return the answers."""
    session.initialize()
    session.begin("launch", {"program": str(training.path), "console": "internalConsole", **more})
    answers = session.request("setFunctionBreakpoints", breakpoints=list(points))["breakpoints"]
    session.request("configurationDone")
    session.started()
    return list(answers)


def test_a_layer_of_the_users_stops_in_its_call(script: WriteScript) -> None:
    training = script(TRAINING)
    with Session() as session:
        (answer,) = launched(session, training, {"name": "scale"})
        assert session.capabilities["supportsFunctionBreakpoints"] is True
        assert answer == containing(verified=True, message=matching("layers"))
        for rows in (5, 5, 2):
            stop = session.wait_for_stop("function breakpoint")
            assert stop.frames[0] == containing(name="call")
            assert stop.line == training["entry"]  # debugpy's place: the variables are there, nothing has run
            assert stop.body["hitBreakpointIds"] == [answer["id"]]
            assert stop.body["description"] == "scale is called"
            assert session.evaluate("x", stop).startswith(f"f32[{rows},2]")
            (pause,) = session.events("keras/pause")[-1:]
            assert pause == containing(breakpoint=answer["id"], threadId=stop.thread)
            assert pause["message"].startswith("net/scale (Scale) is called; it was made at train.py:")
            session.resume(stop)
        stop = session.step_over(session.wait_for_stop("function breakpoint"))  # of predict
        assert stop.line == training["scale"]
        session.resume(stop)
        assert session.wait_for_end() == 0


def test_a_layer_of_keras_stops_on_the_line_that_calls_it(script: WriteScript) -> None:
    training = script(TRAINING)
    with Session() as session:
        (answer,) = launched(session, training, {"name": "net/out", "condition": "shape[0] != 5"})
        assert answer["verified"] is True
        stop = session.wait_for_stop("function breakpoint")
        assert stop.line == training["called"]
        assert stop.body == containing(hitBreakpointIds=[answer["id"]], description="out is called")
        assert f"train.py:{training['out']}" in stop.body["text"]
        # What is called with what comes before the variables of the line.
        call = session.request("scopes", frameId=stop.frame)["scopes"][0]
        shown = session.request("variables", variablesReference=call["variablesReference"])["variables"]
        assert call["name"] == "Call"
        assert {each["name"] for each in shown} == {"inputs", "layer"}
        assert session.request(
            "dataBreakpointInfo", name="inputs", variablesReference=call["variablesReference"]
        )["description"] == matching("inputs: what .* makes at train.py")
        (pause,) = session.events("keras/pause")
        assert pause["tensor"]["shape"] == [2, 3]
        window = {"index": [], "row": 0, "column": 0, "rows": 2, "columns": 3}
        assert session.request("keras/window", handle=pause["tensor"]["handle"], **window)["shape"] == [2, 3]
        stop = session.step_over(stop)
        session.resume(stop)
        stop = session.wait_for_stop("function breakpoint")  # of predict
        assert stop.line == training["called"]
        session.resume(stop)
        assert session.wait_for_end() == 0


def test_a_class_means_all_its_layers_and_those_that_inherit(script: WriteScript) -> None:
    training = script(TRAINING)
    with Session() as session:
        launched(
            session,
            training,
            {"name": "Scale", "hitCondition": "<= 2"},
            {"name": "hid*", "hitCondition": "2"},
        )
        seen = []
        for _ in range(3):
            stop = session.wait_for_stop("function breakpoint")
            seen.append((stop.body["description"], stop.line))
            session.resume(stop)
        # Not the body of the class, and `super().call` is not another call of the layer.
        assert seen == [
            ("scale is called", training["entry"]),
            ("half is called", training["half"]),
            ("hidden is called", training["hidden"]),
        ]
        assert session.wait_for_end() == 0


def test_functions_that_are_no_layers_are_debugpys(script: WriteScript) -> None:
    training = script(TRAINING)
    with Session() as session:
        prepare = {"name": "prepare", "condition": "shape(x) == (12, 2) and scale == 1.0"}
        first, second, third = launched(
            session,
            training,
            prepare,
            {"name": "call", "hitCondition": "3"},
            {"name": "dense*", "condition": "nan >"},
        )
        assert first == containing(verified=True, message=matching("Not for layers"))
        assert third == containing(verified=False)
        stop = session.wait_for_stop("function breakpoint")
        assert stop.frames[0]["name"] == "prepare"
        session.resume(stop)
        stop = session.wait_for_stop("function breakpoint")
        assert stop.frames[0]["name"] == "call"
        assert second["id"] != first["id"]
        session.resume(stop)
        assert session.wait_for_end() == 0


def test_layers_of_the_tree_stop_too_and_can_be_changed_while_training_runs(script: WriteScript) -> None:
    training = script(TRAINING)
    tree: dict[str, Any] = {
        "breakpoints": [],
        "layers": [{"id": 7, "layer": "half", "condition": "max > 1e9"}],
    }
    with Session() as session:
        session.initialize()
        session.begin("launch", {"program": str(training.path), "console": "internalConsole"})
        assert session.request("keras/setTensorBreakpoints", **tree) == {"problems": []}
        session.set_breakpoints(training, [training["hidden"]])
        session.request("configurationDone")
        session.started()
        stop = session.wait_for_stop("breakpoint")
        del tree["layers"][0]["condition"]
        session.request("keras/setTensorBreakpoints", **tree)
        session.set_breakpoints(training, [])
        session.resume(stop)
        stop = session.wait_for_stop("function breakpoint")
        assert not session.evaluate("x", stop).startswith("symbolic")
        assert stop.body["hitBreakpointIds"] == [7]
        assert stop.line == training["half"]
        session.request("keras/setTensorBreakpoints", breakpoints=[])
        session.resume(stop)
        assert session.wait_for_end() == 0


def test_armed_breakpoints_change_no_weight(script: WriteScript) -> None:
    training = script(TRAINING)
    weights = []
    for points in ([], [{"name": "Layer", "condition": "nan > 0 or norm > 1e9"}]):
        with Session() as session:
            launched(session, training, *points)
            assert session.wait_for_end() == 0
            weights.append(session.output("stdout").partition("weights")[2])
    assert weights[0] == weights[1] != ""
