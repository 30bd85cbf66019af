"""Line breakpoints with conditions over tensors, and logpoints that print their one-line summaries."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.harness.patterns import containing, matching
from tests.harness.session import Session

if TYPE_CHECKING:
    from tests.adapter.conftest import WriteScript

TRAINING = """
    import os
    os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
    import numpy as np
    import keras
    import tensorflow as tf

    class Scale(keras.layers.Layer):
        def call(self, x):
            scaled = x * 2.0
            return scaled  # @scaled

    keras.utils.set_random_seed(0)
    x = np.arange(24, dtype="float32").reshape(12, 2)
    model = keras.Sequential([keras.Input((2,)), Scale(name="scale"), keras.layers.Dense(1)])
    model.compile(keras.optimizers.SGD(1e-4), "mse")
    model.fit(x, np.ones((12, 1), "float32"), batch_size=4, shuffle=False, verbose=0)
    print("weights", [weight.numpy().tobytes().hex() for weight in model.weights])
"""

PLAIN = """
    import math

    def area(radius, norm=3):
        squares = [radius, radius * 2]
        return math.pi * radius ** 2  # @area

    for radius in range(5):
        area(radius)
    print("the end")  # @end
"""


@pytest.mark.tensorflow
def test_a_condition_asks_tensors_without_an_import(script: WriteScript) -> None:
    training = script(TRAINING)
    with Session() as session:
        condition = {"line": training["scaled"], "condition": "maximum(scaled) > 20 and not has_nan(x)"}
        session.launch(training, breakpoints={training: [condition]})
        stop = session.wait_for_stop("breakpoint")
        assert session.evaluate("float(x[0, 0])", stop) == "8.0"
        session.resume(stop)
        stop = session.wait_for_stop("breakpoint")
        assert session.evaluate("float(x[0, 0])", stop) == "16.0"
        session.resume(stop)
        assert session.wait_for_end() == 0
        assert session.output("important") == ""


@pytest.mark.tensorflow
def test_a_logpoint_prints_the_summary_of_a_tensor_and_changes_nothing(script: WriteScript) -> None:
    training = script(TRAINING)
    weights = []
    for points in ([], [{"line": training["scaled"], "logMessage": "step {step}: {scaled} {x.shape[0]}"}]):
        with Session() as session:
            session.launch(training, breakpoints={training: points})
            assert session.wait_for_end() == 0
            weights.append(session.output("stdout").partition("weights")[2])
            logged = [line for line in session.output("stdout").splitlines() if line.startswith("step")]
    assert weights[0] == weights[1] != ""
    assert logged[-1] == matching(r"^step 2: f32\[4,2\] ∈\[32, 46\] .* 4$")
    assert [line.partition(":")[0] for line in logged if "symbolic" not in line] == [
        f"step {n}" for n in range(3)
    ]


@pytest.mark.tensorflow
def test_an_ambiguous_condition_reports_itself_once_and_does_not_stop(script: WriteScript) -> None:
    training = script(TRAINING)
    with Session() as session:
        condition = {"line": training["scaled"], "condition": "scaled > 3"}
        session.initialize()
        session.launch(training, breakpoints={training: [condition]})
        assert session.wait_for_end() == 0
        (changed,) = session.events("breakpoint")
        assert changed == containing(reason="changed")
        assert changed["breakpoint"] == containing(verified=False, message=matching(r"maximum\(…\) > 1"))
        said = session.output("important")
        assert said.count("does not stop") == 1
        assert f"train.py:{training['scaled']}" in said
        assert session.events("stopped") == []


def test_names_of_the_program_come_before_the_helpers(script: WriteScript) -> None:
    plain = script(PLAIN)
    with Session() as session:
        # `norm` is an argument; in the comprehension `radius` and `squares` are seen, too.
        condition = "norm == 3 and any(square == radius * 2 > 4 for square in squares) and step is None"
        session.launch(plain, breakpoints={plain: [{"line": plain["area"], "condition": condition}]})
        stop = session.wait_for_stop("breakpoint")
        assert session.evaluate("radius", stop) == "3"
        assert stop.body["hitBreakpointIds"] != []
        session.resume(stop)
        stop = session.wait_for_stop("breakpoint")
        session.resume(stop)
        assert session.wait_for_end() == 0


def test_a_condition_with_an_unknown_name_says_so_where_it_stands(script: WriteScript) -> None:
    plain = script(PLAIN)
    point = {"line": plain["area"], "condition": "radios > 3"}
    with Session() as session:
        session.initialize()
        session.begin("launch", {"program": str(plain.path), "console": "internalConsole"})
        (answer,) = session.set_breakpoints(plain, [point])
        assert answer == containing(verified=True, line=plain["area"])
        session.request("configurationDone")
        session.started()
        assert session.wait_for_end() == 0
        (changed,) = session.events("breakpoint")
        assert changed["breakpoint"] == containing(
            id=answer["id"], line=plain["area"], message=matching("NameError: name 'radios' is not defined")
        )
        (said,) = [event for event in session.events("output") if event.get("category") == "important"]
        assert said == containing(line=plain["area"], source=containing(path=str(plain.path)))


def test_what_failed_stays_grey_until_it_is_written_otherwise(script: WriteScript) -> None:
    plain = script(
        PLAIN.replace("range(5)", "range(10**6)").replace("area(radius)\n", "area(radius)  # @loop\n")
    )
    wrong = {"line": plain["area"], "condition": "radios > 3"}
    with Session() as session:
        session.launch(plain, breakpoints={plain: [wrong]})
        session.wait_for_event("breakpoint")
        first, second = session.set_breakpoints(plain, [wrong, {"line": plain["loop"], "condition": "step"}])
        assert first == containing(verified=False, message=matching("radios"))
        assert second == containing(verified=True)
        (mended,) = session.set_breakpoints(plain, [{**wrong, "condition": "radius > 3"}])
        assert mended == containing(verified=True)
        session.wait_for_stop("breakpoint")


def test_hit_conditions_and_plain_breakpoints_are_debugpys_own(script: WriteScript) -> None:
    plain = script(PLAIN)
    with Session() as session:
        session.launch(plain, breakpoints={plain: [{"line": plain["area"], "hitCondition": "4"}]})
        stop = session.wait_for_stop("breakpoint")
        assert session.evaluate("radius", stop) == "3"


def test_a_logpoint_says_what_it_cannot_evaluate_and_obeys_its_condition(script: WriteScript) -> None:
    plain = script(PLAIN)
    message = "100 % of {radius}: {squares} {radios}"
    point = {"line": plain["area"], "logMessage": message, "condition": "radius >= 3"}
    with Session() as session:
        session.launch(plain, breakpoints={plain: [point, plain["end"]]})
        session.wait_for_stop("breakpoint")  # what debugpy prints as a process ends can be lost
        assert [line for line in session.output("stdout").splitlines() if "%" in line] == [
            "100 % of 3: [3, 6] <NameError: name 'radios' is not defined>",
            "100 % of 4: [4, 8] <NameError: name 'radios' is not defined>",
        ]
        assert session.output("important").count("is incomplete") == 1


def test_without_a_probe_debugpy_evaluates(script: WriteScript) -> None:
    # A program that hides the module of the probe: as if it had not started.
    plain = script(
        "import sys; sys.modules['pyadapter.probe.bootstrap'] = None\n" + PLAIN.replace("\n    ", "\n")
    )
    points = [
        {"line": plain["area"], "condition": "radius == 3"},
        {"line": plain["area"] - 1, "logMessage": "radius is {radius}", "condition": "radius > 2"},
    ]
    with Session() as session:
        session.launch(plain, breakpoints={plain: [*points, plain["end"]]})
        stop = session.wait_for_stop("breakpoint")
        assert session.evaluate("radius", stop) == "3"
        session.resume(stop)
        session.wait_for_stop("breakpoint")
        logged = [line for line in session.output("stdout").splitlines() if line.startswith("radius")]
        assert logged == ["radius is 3", "radius is 4"]
