"""Tensor breakpoints, on real training: where they stop, what is shown, and that nothing hangs."""

from __future__ import annotations

import base64
import struct
import time
from typing import TYPE_CHECKING

import pytest

from tests.harness.client import RequestFailedError
from tests.harness.patterns import containing, matching
from tests.harness.script import write_script
from tests.harness.session import Session, Stop

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.adapter.conftest import WriteScript
    from tests.harness.script import Script

pytestmark = pytest.mark.tensorflow

TRAINING = """
    import os
    os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
    import numpy as np
    import keras

    class Shrink(keras.layers.Layer):
        def call(self, x):
            shifted = x - 2.0  # @call
            result = keras.ops.log(shifted)  # @log
            return result  # @after

    x = np.full((8, 4), 3.0, "float32")
    x[5, 1] = 1.0
    huge = np.ones(100_000_000, "float32")
    model = keras.Sequential([keras.Input((4,)), Shrink(name="shrink"), keras.layers.Dense(1)])
    model.compile("sgd", "mse")
    model.fit(x, np.ones((8, 1), "float32"), batch_size=4, shuffle=False, verbose=0)
    print("the end")
"""

# No model: TensorFlow alone, to be quick.
LOGARITHMS = """
    import os, sys, threading, time
    os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
    import tensorflow as tf

    def logarithm(x):
        return tf.math.log(x)  # @log

"""


def logarithms(script: WriteScript, body: str) -> Script:
    """A script that takes logarithms of what it should not."""
    return script(LOGARITHMS + body)


@pytest.fixture(scope="module")
def at_stop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Session, Stop, Script]]:
    """A session at its tensor stop; the tests that share it only look."""
    training = write_script(tmp_path_factory.mktemp("training"), TRAINING)
    with Session() as session:
        session.launch(training)
        yield session, session.wait_for_stop("exception"), training


def test_the_first_nan_stops_at_the_users_line(at_stop: tuple[Session, Stop, Script]) -> None:
    _, stop, training = at_stop
    assert stop.line == training["log"]
    assert stop.frames[0] == containing(name="call", source=containing(path=str(training.path)))


def test_the_badge_is_short_and_says_what(at_stop: tuple[Session, Stop, Script]) -> None:
    _, stop, _ = at_stop
    assert stop.body == containing(reason="exception", allThreadsStopped=True, description=matching("NaN"))
    assert len(stop.body["description"]) <= 30
    assert "keras-debug:" not in str(stop.body)


def test_the_client_is_told_of_the_finding_after_the_stop(at_stop: tuple[Session, Stop, Script]) -> None:
    session, stop, training = at_stop
    names = [event["event"] for event in session.client.events]
    assert names.index("keras/stop") == names.index("stopped") + 1
    (body,) = session.events("keras/stop")
    assert body["threadId"] == stop.thread
    assert body["finding"] == containing(
        kind="nan", phase="forward", op="Log", step=1, location=containing(line=training["log"])
    )


def test_the_widget_says_what_where_and_when(at_stop: tuple[Session, Stop, Script]) -> None:
    session, stop, training = at_stop
    information = session.exception_info(stop)
    assert information == containing(exceptionId=matching("NaN"), breakMode="always")
    assert len(information["exceptionId"]) <= 40
    assert "Log" in information["description"]
    assert "shrink" in information["description"]
    assert information["details"]["stackTrace"] == matching(
        rf'File ".*train.py", line {training["log"]}, in call'
    )
    assert "pyadapter" not in information["details"]["stackTrace"]


def test_tensors_are_shown_in_one_line_that_begins_with_the_problem(
    at_stop: tuple[Session, Stop, Script],
) -> None:
    session, stop, _ = at_stop
    assert session.evaluate("shifted", stop).startswith("f32[4,4]")
    assert session.evaluate("keras.ops.log(shifted)", stop, context="watch").startswith("⚠ NaN×1")
    hovered = session.evaluate("shifted", stop)
    assert session.locals(stop)["shifted"] == hovered
    assert session.evaluate("shifted", stop, context="watch") == hovered


def test_hovering_over_a_hundred_million_floats_is_fast(at_stop: tuple[Session, Stop, Script]) -> None:
    session, stop, _ = at_stop
    began = time.monotonic()
    assert session.evaluate("huge", stop).startswith("f32[100000000]")
    assert time.monotonic() - began < 2


def test_tripping_a_tensor_breakpoint_in_the_console_does_not_hang(
    at_stop: tuple[Session, Stop, Script],
) -> None:
    session, stop, _ = at_stop
    assert session.evaluate("float(keras.ops.log(-1.0))", stop, context="repl") == "nan"
    assert len(session.events("stopped")) == 1


def test_the_finding_and_its_tensor_can_be_asked_for(at_stop: tuple[Session, Stop, Script]) -> None:
    session, _, _ = at_stop
    finding = session.request("keras/finding")["finding"]
    handle = finding["tensor"]["handle"]
    histogram = session.request("keras/histogram", handle=handle, bins=4)
    assert histogram == containing(nan=1, sampled=False)
    assert sum(histogram["counts"]) == 15
    window = session.request("keras/window", handle=handle, index=[], row=1, column=0, rows=1, columns=4)
    values = struct.unpack("<4d", base64.b64decode(window["values"]))
    assert [value != value for value in values] == [False, True, False, False]  # noqa: PLR0124, it finds NaN


def test_the_batch_comes_with_its_bad_row_first(at_stop: tuple[Session, Stop, Script]) -> None:
    session, _, _ = at_stop
    assert session.request("keras/batch") == containing(total=4, guilty=[1], order="guilty")
    rows = session.request("keras/batchRows", start=0, count=2)["rows"]
    assert [row["row"] for row in rows] == [1, 0]
    assert rows[0] == containing(row=1, bad=True)


def test_a_handle_that_does_not_exist_is_an_answer_not_a_dialogue(
    at_stop: tuple[Session, Stop, Script],
) -> None:
    session, _, _ = at_stop
    with pytest.raises(RequestFailedError) as failed:
        session.request("keras/histogram", handle=123456)
    assert failed.value.error == containing(id=3005, showUser=False)


def test_without_the_channel_the_probe_is_asked_through_the_debugger(
    at_stop: tuple[Session, Stop, Script],
) -> None:
    session, stop, _ = at_stop
    bootstrap = "__import__('sys').modules['pyadapter.probe.bootstrap']"
    session.evaluate(f"{bootstrap}._running['channel']._socket.shutdown(2)", stop, context="repl")
    finding = session.request("keras/finding")["finding"]
    assert finding == containing(kind="nan", op="Log")
    whole = {"index": [], "row": 0, "column": 0, "rows": 256, "columns": 256}
    window = session.request("keras/window", handle=finding["tensor"]["handle"], **whole)
    assert len(base64.b64decode(window["values"])) == 4 * 4 * 8


def test_breakpoints_in_call_are_hit_on_every_step_and_stepping_goes_on_after_a_stop(
    script: WriteScript,
) -> None:
    training = script(TRAINING)
    with Session() as session:
        session.launch(training, breakpoints={training: [training["call"]]})
        eager = 0
        while (stop := session.wait_for_stop()).body["reason"] == "breakpoint":
            assert stop.line == training["call"]
            # Keras also calls it with symbolic tensors, to build the model.
            eager += not session.evaluate("x", stop).startswith("symbolic")
            session.resume(stop)
        assert eager == 2
        assert stop.line == training["log"]
        stop = session.step_over(stop)
        assert stop.line == training["after"]
        session.set_filters([])
        session.resume(stop)
        assert session.wait_for_end() == 0
        assert session.output("stdout").endswith("the end\n")


@pytest.mark.parametrize(
    ("filters", "options"),
    [
        (["keras.inf"], []),
        ([], [{"filterId": "keras.nan", "condition": "step > 100"}, {"filterId": "keras.inf"}]),
    ],
)
def test_an_unchecked_filter_and_a_false_condition_do_not_stop(
    script: WriteScript, filters: list[str], options: list[dict[str, str]]
) -> None:
    source = logarithms(script, "    logarithm(-1.0)\n    print('the end')")
    with Session() as session:
        session.launch(source, filters=filters, filter_options=options)
        assert session.wait_for_end() == 0
        assert session.events("stopped") == []
        assert session.output("stdout") == "the end\n"


def test_a_true_condition_stops(script: WriteScript) -> None:
    source = logarithms(script, "    logarithm(-1.0)\n    logarithm([-1.0, -1.0])  # @second")
    with Session() as session:
        session.launch(source, filters=[], filter_options=[{"filterId": "keras.nan", "condition": "nan > 1"}])
        stop = session.wait_for_stop("exception")
        assert stop.frames[1]["line"] == source["second"]


def test_filters_change_while_the_script_runs(script: WriteScript) -> None:
    source = logarithms(
        script,
        """
    print("running", flush=True)
    while True:
        logarithm(-1.0)
        time.sleep(0.02)
""",
    )
    with Session() as session:
        session.launch(source, filters=[])
        session.wait_for_output("running")
        assert session.events("stopped") == []
        session.set_filters(["keras.nan"])
        assert session.wait_for_stop("exception").line == source["log"]


def test_a_worker_thread_stops_at_its_own_line_and_can_be_stepped(script: WriteScript) -> None:
    source = logarithms(
        script,
        """
    def work():
        with tf.GradientTape():  # A thread that records gradients trains.
            y = logarithm(-1.0)  # @work
            z = y

    thread = threading.Thread(target=work, name="loader")
    thread.start()
    thread.join()
    print("the end")
""",
    )
    with Session() as session:
        session.launch(source)
        stop = session.wait_for_stop("exception")
        assert [frame["line"] for frame in stop.frames[:2]] == [source["log"], source["work"]]
        assert containing(id=stop.thread, name="loader") in session.request("threads")["threads"]
        stop = session.step_over(stop)
        assert stop.frames[0]["name"] == "work"
        session.resume(stop)
        assert session.wait_for_end() == 0


def test_stop_at_a_tensor_stop_leaves_nothing(script: WriteScript) -> None:
    source = logarithms(script, "    logarithm(-1.0)")
    with Session() as session:
        session.launch(source)
        session.wait_for_stop("exception")
        session.press_stop()
    assert session.exit_code == 0


def test_a_bad_gradient_stops_at_the_line_of_the_call_that_it_belongs_to(script: WriteScript) -> None:
    source = script("""
        import os
        os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
        import tensorflow as tf

        def length(x):
            return tf.sqrt(tf.reduce_sum(x * x))  # @length

        def train():
            weight = tf.Variable([0.0, 0.0])
            with tf.GradientTape() as tape:
                loss = length(weight)
            slope = tape.gradient(loss, weight)  # @gradient
            print("the end")  # @end

        train()
    """)
    with Session() as session:
        session.launch(source)
        stop = session.wait_for_stop("exception")
        assert [frame["line"] for frame in stop.frames[:2]] == [source["length"], source["gradient"]]
        assert stop.frames[0]["name"] == "length (returned: its gradient)"
        first = session.request("stackTrace", threadId=stop.thread, startFrame=0, levels=1)
        assert [frame["line"] for frame in first["stackFrames"]] == [source["length"]]

        assert session.request("scopes", frameId=stop.frames[0]["id"]) == {"scopes": []}
        with pytest.raises(RequestFailedError, match="has run before"):
            session.request("evaluate", expression="x", frameId=stop.frames[0]["id"], context="hover")
        console = session.request(
            "evaluate", expression="1 + 1", frameId=stop.frames[0]["id"], context="repl"
        )
        assert console["result"] == "2"
        below = session.request("evaluate", expression="loss", frameId=stop.frames[1]["id"], context="hover")
        assert below["result"].startswith("f32[]")

        stop = session.step_over(stop)
        assert [frame["line"] for frame in stop.frames[:1]] == [source["end"]]
        session.resume(stop)
        assert session.wait_for_end() == 0
