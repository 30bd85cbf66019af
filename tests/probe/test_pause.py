"""Pausing in the user's own frame, under debugpy."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.harness.session import Session
from tests.probe.conftest import line_of

DEBUGGEES = Path(__file__).parent / "debuggees"

pytestmark = pytest.mark.tensorflow


def test_the_pause_is_live_it_can_be_looked_at_stepped_and_ended() -> None:
    script = DEBUGGEES / "stepping.py"
    with Session() as session:
        session.launch(script)
        stop = session.wait_for_stop(timeout=90)
        assert stop.line == line_of("bad", str(script))
        assert [frame["name"] for frame in stop.frames] == ["loss_of", "<module>"]

        # Something bad that is evaluated while the run is paused must not pause it again.
        assert "NaN" in session.evaluate("tf.math.log(x) * 2", stop, "repl")

        after = session.step_over(stop)
        if after.line == stop.line:  # the rest of the line that the op is on
            after = session.step_over(after)
        assert after.line == line_of("after", str(script))
        assert session.evaluate("logarithm", after).startswith("⚠ NaN×1")
        session.resume(after)
        assert session.wait_for_end(60) == 0
        assert "end" in session.output("stdout")


def test_a_thread_without_code_of_the_users_pauses_where_the_main_thread_is() -> None:
    script = DEBUGGEES / "worker.py"
    with Session() as session:
        session.launch(script)
        stop = session.wait_for_stop(timeout=90)
        assert "Log" in stop.body["text"]
        assert stop.line == line_of("waits", str(script))
        session.resume(stop)
        assert session.wait_for_end(60) == 0
