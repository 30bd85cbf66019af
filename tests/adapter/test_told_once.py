"""A fault stops once: not again in later steps, not as an exception of Python, not as what it leads to."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from pyadapter.core import kinds
from tests.harness.client import RequestFailedError
from tests.harness.patterns import containing, matching
from tests.harness.session import Session

if TYPE_CHECKING:
    from tests.adapter.conftest import WriteScript

pytestmark = pytest.mark.tensorflow

FILTERS = [*(f"keras.{kind}" for kind in kinds.DEFAULT), "uncaught"]

SHAPES = """
    import os
    os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
    import keras
    import numpy as np

    class Mix(keras.layers.Layer):
        def __init__(self):
            super().__init__(name="mix")
            self.kernel = self.add_weight(shape=(10, 5))

        def call(self, x):
            doubled = keras.ops.concatenate([x, x], axis=0)
            return keras.ops.matmul(doubled, self.kernel)  # @refused

    model = keras.Sequential([Mix(), keras.layers.Dense(1)])
    model.compile("sgd", "mse")
    model.fit(np.ones((8, 5), "float32"), np.ones((8, 1)), verbose=0)  # @fit
"""


def test_an_error_in_training_stops_in_call_with_its_variables_and_not_a_second_time(
    script: WriteScript,
) -> None:
    source = script(SHAPES)
    with Session() as session:
        session.launch(source, filters=FILTERS)
        stop = session.wait_for_stop("exception")
        assert [frame["line"] for frame in stop.frames[:2]] == [source["refused"], source["fit"]]
        assert stop.body["text"] == matching("mix")
        assert session.locals(stop)["doubled"].startswith("symbolic f32[16,5]")
        assert session.evaluate("self.kernel", stop).startswith("f32[10,5]")
        assert session.evaluate("doubled.shape[1]", stop, context="watch") == "5"
        assert "16" in session.evaluate("tuple(doubled.shape)", stop, context="repl")
        information = session.exception_info(stop)
        assert "inner dimensions 5 and 10 differ" in information["description"]
        assert f"line {source['refused']}, in call" in information["details"]["stackTrace"]
        session.resume(stop)
        assert session.wait_for_end() == 1
        assert len(session.events("stopped")) == 1
        assert "ValueError" in session.output("stderr")


def test_an_error_in_a_script_that_does_not_train_stops_once_too(script: WriteScript) -> None:
    source = script("""
        import os
        os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
        import tensorflow as tf

        def product(a, b):
            return a @ b  # @refused

        try:
            product(tf.ones((2, 3)), tf.ones((2, 3)))
        except tf.errors.InvalidArgumentError:
            print("caught", flush=True)
        product(tf.ones((2, 3)), tf.ones((4, 3)))  # @called
    """)
    with Session() as session:
        session.launch(source, filters=FILTERS)
        stop = session.wait_for_stop("exception")
        assert session.output("stdout") == "caught\n"
        assert [frame["line"] for frame in stop.frames[:2]] == [source["refused"], source["called"]]
        assert session.events("keras/stop")[0]["finding"] == containing(kind="shape-mismatch", op="MatMul")
        assert session.evaluate("b", stop).startswith("f32[4,3]")
        session.request("next", threadId=stop.thread)  # there is no line after it
        assert session.wait_for_end() == 1
        assert len(session.events("stopped")) == 1


def test_other_exceptions_still_stop_as_python_exceptions(script: WriteScript) -> None:
    source = script("""
        import tensorflow

        def parse(text):
            return int(text)  # @raised

        parse("two")
    """)
    with Session() as session:
        session.launch(source, filters=FILTERS)
        stop = session.wait_for_stop("exception")
        assert (stop.line, stop.body["text"]) == (source["raised"], "ValueError")
        assert session.events("keras/stop") == []


LABELS = """
    import os
    os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
    import keras
    import numpy as np

    x = np.random.default_rng(0).normal(size=(32, 4)).astype("float32")
    y = np.arange(32) % 3
    model = keras.Sequential([keras.Input((4,)), keras.layers.Dense(2, "softmax")])  # @head
    model.compile("sgd", "sparse_categorical_crossentropy")
    model.fit(x, y, batch_size=8, verbose=0)
"""


def test_labels_come_before_what_they_do_to_the_loss_and_that_is_the_same_fault(script: WriteScript) -> None:
    source = script(LABELS)
    with Session() as session:
        session.launch(source, filters=FILTERS)
        stop = session.wait_for_stop("exception")
        assert stop.line == source["head"]
        session.resume(stop)
        assert session.wait_for_end() == 1  # TensorFlow refuses such labels on a CPU
        assert [body["finding"]["kind"] for body in session.events("keras/stop")] == ["label-out-of-range"]
        assert len(session.events("stopped")) == 1


BREAKPOINTS = """
    import os, time
    os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
    import keras
    import tensorflow as tf

    class Logarithm(keras.layers.Layer):
        def call(self, x):
            low = tf.math.log(x)  # @log
            return low - low  # @nan

    first, second = Logarithm(name="first"), Logarithm(name="second")
    print("running", flush=True)
    while not os.path.exists("end"):
        for layer in (first, second):
            layer(tf.zeros((1, 2)))
        time.sleep(0.02)
"""


def test_breakpoints_of_the_tree_are_changed_while_the_run_goes_on(script: WriteScript) -> None:
    source = script(BREAKPOINTS)
    with Session() as session:
        session.launch(source, filters=[], attributes={"cwd": str(source.path.parent)})
        session.wait_for_output("running")
        listed = session.request("keras/layers")["layers"]
        assert [entry["path"] for entry in listed] == ["first", "second"]
        assert listed[0] == containing(className="Logarithm", location=containing(file=str(source.path)))

        # Counted three times, in one of the layers.
        third = {"kind": "nan", "condition": "hits >= 3", "layer": "Log*"}
        ignored = [{"kind": "nan", "layer": "first"}]
        answer = session.request("keras/setTensorBreakpoints", breakpoints=[third], ignored=ignored)
        assert answer == {"problems": []}
        stop = session.wait_for_stop("exception")
        assert stop.line == source["nan"]
        finding = session.events("keras/stop")[0]["finding"]
        assert finding == containing(kind="nan", layer="second")

        # "Stop earlier next time": at the −Inf behind the NaN, which may be meant.
        earlier = finding["earlier"]
        assert earlier["location"]["line"] == source["log"]
        strict = {"kind": "inf", "location": earlier["location"], "layer": "second", "strict": True}
        session.request("keras/setTensorBreakpoints", breakpoints=[strict])
        session.resume(stop)
        stop = session.wait_for_stop("exception")
        assert stop.line == source["log"]
        assert session.events("keras/stop")[1]["finding"] == containing(kind="inf", layer="second")

        # The tree comes on top of the filters.
        session.set_filters(["keras.nan"])
        session.resume(stop)
        stop = session.wait_for_stop("exception")
        assert (stop.line, session.events("keras/stop")[2]["finding"]["layer"]) == (source["nan"], "first")
        session.request("keras/setTensorBreakpoints", breakpoints=[])
        session.set_filters([])
        session.resume(stop)
        (source.path.parent / "end").touch()
        assert session.wait_for_end() == 0


def test_breakpoints_of_the_tree_that_came_before_the_run_are_kept_for_it(script: WriteScript) -> None:
    source = script(BREAKPOINTS)
    with Session() as session:
        session.initialize()
        session.begin("launch", {"program": str(source.path), "console": "internalConsole"})
        session.set_filters([])
        with pytest.raises(RequestFailedError, match="not watched"):
            session.request("keras/layers")
        session.request("keras/setTensorBreakpoints", breakpoints=[{"kind": "nan", "layer": "second"}])
        session.request("configurationDone")
        session.started()
        stop = session.wait_for_stop("exception")
        assert session.events("keras/stop")[0]["finding"]["layer"] == "second"
        session.press_stop()
        assert stop.line == source["nan"]
