"""Training at full speed under the debugger: a replayed step stops, and is run again as the user asks for."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.harness.client import RequestFailedError
from tests.harness.patterns import containing, matching
from tests.harness.session import Session, Stop

if TYPE_CHECKING:
    from tests.adapter.conftest import WriteScript
    from tests.harness.script import Script

pytestmark = pytest.mark.tensorflow

REPLAY = {"execution": "replay"}

SHRINK = """
    import os
    os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
    import time
    import numpy as np
    import keras

    class Shrink(keras.layers.Layer):
        def call(self, x):
            shifted = x - 2.0  # @call
            result = keras.ops.log(shifted)  # @log
            return result  # @after

    keras.utils.set_random_seed(0)
    x = np.full((160, 4), 3.0, "float32")
    model = keras.Sequential([keras.Input((4,)), Shrink(name="shrink"), keras.layers.Dense(1)])
    model.compile(keras.optimizers.SGD(0.001), "mse")
"""

# Two rows of the data are bad: row 1 of step 17's batch, row 2 of step 37's.
BAD_ROWS = (
    SHRINK
    + """
    x[17 * 4 + 1, 1] = x[37 * 4 + 2, 3] = 1.0
    model.fit(x, np.ones((160, 1), "float32"), batch_size=4, shuffle=False, verbose=0)  # @fit
    print("finite", all(np.isfinite(np.asarray(weight)).all() for weight in model.weights))
    print("the end")
"""
)

# Trains until it is told to wait, and waits until it is told to end.
ENDLESS = (
    SHRINK
    + """
    class Wait(keras.callbacks.Callback):
        def on_epoch_end(self, epoch, logs=None):
            if os.path.exists("wait"):
                print("waiting", flush=True)
            while os.path.exists("wait"):
                time.sleep(0.05)

    print("built", flush=True)
    options = {"batch_size": 4, "shuffle": False, "verbose": 0, "callbacks": [Wait()]}
    model.fit(x, np.ones((160, 1), "float32"), epochs=1_000_000, **options)  # @fit
"""
)


def refused(session: Session, command: str, **arguments: object) -> RequestFailedError:
    """Send what is refused, and return how."""
    with pytest.raises(RequestFailedError) as failed:
        session.request(command, **arguments)
    return failed.value


def nan_again(session: Session, training: Script, step: int) -> Stop:
    """Wait for the stop at the logarithm in a step."""
    stop = session.wait_for_stop("exception")
    assert stop.line == training["log"]
    (*_, last) = session.events("keras/stop")
    assert last["finding"] == containing(kind="nan", op="Log", step=step)
    return stop


def pause(session: Session) -> Stop:
    """Press Pause and wait for the stop."""
    session.request("pause", threadId=session.request("threads")["threads"][0]["id"])
    return session.wait_for_stop()


def test_only_sessions_that_replay_offer_to_run_steps_again(loop_script: Script) -> None:
    with Session() as session:
        session.launch(loop_script, attributes=REPLAY, breakpoints={loop_script: [loop_script["double"]]})
        assert session.events("capabilities") == [
            {"capabilities": {"supportsRestartFrame": True, "supportsStepBack": True}}
        ]
        stop = session.wait_for_stop("breakpoint")
        # There is no training at all: the user is told, and goes on.
        error = refused(session, "restartFrame", frameId=stop.frame).error
        assert error == containing(id=1008, showUser=True)
        assert "cannot-rewind" in str(error)
        assert session.step_over(stop).line == loop_script["after"]


def test_a_session_that_does_not_replay_has_no_such_buttons(loop_script: Script) -> None:
    with Session() as session:
        session.launch(loop_script, breakpoints={loop_script: [loop_script["double"]]})
        stop = session.wait_for_stop("breakpoint")
        assert session.events("capabilities") == []
        assert not session.capabilities.get("supportsStepBack")
        assert "not supported" in refused(session, "stepBack", threadId=stop.thread).message


def test_a_nan_is_replayed_and_its_step_run_again_until_the_bug_is_fixed(script: WriteScript) -> None:
    training = script(BAD_ROWS)
    with Session() as session:
        # Exceptions of all sorts stop: those that end a step that is run again must not.
        filters = ["keras.nan", "keras.inf", "raised", "userUnhandled", "uncaught"]
        session.launch(training, attributes=REPLAY, filters=filters)
        stop = nan_again(session, training, 17)
        assert stop.frames[0] == containing(name="call", source=containing(path=str(training.path)))
        assert stop.body == containing(description=matching("NaN"), allThreadsStopped=True)
        assert session.exception_info(stop)["description"] == matching("Step 17 was replayed exactly")
        # In the replayed step one can look and step as in any other.
        assert session.evaluate("shifted", stop).startswith("f32[4,4] ∈[-1, 1]")
        assert session.evaluate("float(shifted[1, 1])", stop, context="repl") == "-1.0"
        stop = session.step_over(stop)
        assert stop.line == training["after"]
        assert session.evaluate("result", stop, context="watch").startswith("⚠ NaN×1")

        session.request("stepBack", threadId=stop.thread)
        assert session.events("continued")[-1] == containing(allThreadsContinued=True)
        stop = nan_again(session, training, 17)

        assert session.request("keras/rewindState") == containing(step=17, rows=4)
        assert "replayMemory" in refused(session, "keras/rewind", steps=1000).message
        session.request("keras/rewind", withoutRows=[1])
        assert session.wait_for_event("keras/rewound")["step"] == 17

        stop = nan_again(session, training, 37)
        session.request("keras/rewind", learningRate=0.01)
        stop = nan_again(session, training, 37)
        session.request("reverseContinue", threadId=stop.thread)
        stop = nan_again(session, training, 37)

        source = training.path.read_text(encoding="utf-8")
        training.path.write_text(source.replace("x - 2.0", "x - 0.5"), encoding="utf-8")
        session.request("restartFrame", frameId=stop.frame)
        rewound = session.wait_for_event("keras/rewound")
        assert session.wait_for_end() == 0
        assert rewound["message"] in session.output("console")
        assert session.output("stdout") == "finite True\nthe end\n"


def test_an_update_is_left_out(script: WriteScript) -> None:
    training = script(BAD_ROWS)
    with Session() as session:
        session.launch(training, attributes=REPLAY)
        for step in (17, 37):
            stop = nan_again(session, training, step)
            session.request("keras/skipUpdate", skip=True)
            session.resume(stop)
        assert session.wait_for_end() == 0
        assert session.output("stdout") == "finite True\nthe end\n"


def test_pause_and_breakpoints_stop_in_steps_that_have_values(script: WriteScript) -> None:
    training = script(ENDLESS)
    waiting = training.path.parent / "wait"
    attributes = {**REPLAY, "cwd": str(waiting.parent)}
    with Session() as session:
        session.launch(training, attributes=attributes, breakpoints={training: [training["call"]]})
        stop = session.wait_for_stop("breakpoint")
        assert session.evaluate("x", stop).startswith("symbolic")  # Keras builds the model.
        session.resume(stop)
        # No stop while the graph is made: the next one is in the first step, which is watched.
        stop = session.wait_for_stop("breakpoint")
        assert session.evaluate("x", stop).startswith("f32[4,4] all 3")
        session.request("restartFrame", frameId=stop.frame)
        stop = session.wait_for_stop("breakpoint")
        assert session.evaluate("x", stop).startswith("f32[4,4] all 3")
        session.set_breakpoints(training, [])
        session.resume(stop)
        session.wait_for_event("keras/rewound")

        stop = pause(session)
        assert stop.body == containing(reason="pause", description=matching(r"^Step \d+$"))
        assert stop.line == training["call"]
        assert session.evaluate("x", stop).startswith("f32[4,4] all 3")
        session.resume(stop)

        waiting.touch()
        session.wait_for_output("waiting")
        # No step comes: debugpy pauses where the user's own code runs.
        assert pause(session).frames[0]["name"] == "on_epoch_end"
        waiting.unlink()
        stop = pause_after(session)
        session.request("restartFrame", frameId=stop.frame)
        session.hang_up()


def pause_after(session: Session) -> Stop:
    """Go on, and press Pause in training."""
    session.request("continue", threadId=1)
    return pause(session)
