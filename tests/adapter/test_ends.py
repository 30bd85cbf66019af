"""However a session ends: with the right words, and with no process left, for which `Session` looks."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from typing import TYPE_CHECKING, Any, cast

import pytest

from pyadapter.adapter import exits, parent_death
from tests.harness.processes import MARK, is_alive, wait_until_gone
from tests.harness.session import Session

if TYPE_CHECKING:
    from tests.adapter.conftest import WriteScript
    from tests.harness.script import Script

posix = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such signals")


def test_stop_while_the_script_runs(endless_script: Script) -> None:
    with Session() as session:
        session.launch(endless_script)
        session.wait_for_output("running")
        session.press_stop()
    assert session.exit_code == 0
    assert "killed" not in session.output()


def test_stop_while_the_script_is_paused(endless_script: Script) -> None:
    with Session() as session:
        session.launch(endless_script, breakpoints={endless_script: [endless_script["bp"]]})
        session.wait_for_stop("breakpoint")
        session.press_stop()
    assert session.exit_code == 0
    assert "killed" not in session.output()


def test_stop_in_a_terminal(endless_script: Script) -> None:
    with Session() as session:
        session.launch(endless_script, attributes={"console": "integratedTerminal"})
        session.press_stop()
    assert [terminal.poll() is not None for terminal in session.terminals] == [True]


def test_stop_before_anything_was_launched() -> None:
    with Session() as session:
        session.initialize()
        session.hang_up()
    assert session.exit_code == 0


def test_a_client_that_vanishes_takes_the_script_with_it(endless_script: Script) -> None:
    with Session() as session:
        session.launch(endless_script)
        session.wait_for_output("running")
        cast("Any", session.process.stdin).close()
        session.process.wait(10)
    assert session.exit_code == 0


def test_a_killed_adapter_takes_the_script_with_it(endless_script: Script) -> None:
    with Session() as session:
        session.launch(endless_script)
        session.wait_for_output("running")
        session.process.kill()
        assert wait_until_gone(session.mark, [], 10) == []


@posix
def test_a_wedged_debugpy_is_killed_after_its_time(endless_script: Script) -> None:
    with Session() as session:
        session.launch(endless_script)
        session.wait_for_output("running")
        os.kill(debugpy_process(session), signal.SIGSTOP)
        began = time.monotonic()
        session.hang_up()  # It is answered though debugpy does not.
        assert 4 < time.monotonic() - began < 8


@posix
def test_a_debugpy_that_dies_is_reported_and_the_session_ends(endless_script: Script) -> None:
    with Session() as session:
        session.launch(endless_script)
        session.wait_for_output("running")
        os.kill(debugpy_process(session), signal.SIGKILL)
        session.wait_for_event("terminated")
        assert "connection to the script was lost" in session.output("important")
        session.hang_up()
    assert session.exit_code == 0


@posix
def test_a_script_that_a_signal_kills_is_told_by_its_name(script: WriteScript) -> None:
    source = script("""
        import os, signal

        os.kill(os.getpid(), signal.SIGSEGV)
    """)
    with Session() as session:
        session.launch(source)
        session.wait_for_end()
        assert "The script was killed by SIGSEGV (exit code 245)." in session.output("important")


@posix
@pytest.mark.parametrize(
    ("code", "sentence"),
    [
        (245, "The script was killed by SIGSEGV (exit code 245). A crash in native code"),
        (247, "The script was killed by SIGKILL (exit code 247). On Linux that is often the system"),
        (241, "The script was killed by SIGTERM (exit code 241)."),
    ],
)
def test_exit_codes_of_signals(code: int, sentence: str) -> None:
    assert (exits.describe(code) or "").startswith(sentence)


@pytest.mark.parametrize("code", [0, 1, 2, 130, 200, 255])
def test_exit_codes_that_the_script_chose_are_not_explained(code: int) -> None:
    assert exits.describe(code) is None


@posix
def test_the_watchdog_ends_what_does_not_end_by_itself() -> None:
    stubborn = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
    watchdog = parent_death.start_watchdog(stubborn.pid)
    cast("Any", watchdog.stdin).close()  # As the system does when the adapter is gone.
    assert stubborn.wait(10) == -signal.SIGKILL
    assert watchdog.wait(5) == 0


@posix
def test_the_watchdog_lets_alone_what_ends_by_itself() -> None:
    orderly = subprocess.Popen([sys.executable, "-c", "pass"])
    orderly.wait(10)
    watchdog = parent_death.start_watchdog(orderly.pid)
    cast("Any", watchdog.stdin).close()
    assert watchdog.wait(5) == 0


def test_the_harness_sees_a_process_that_was_left() -> None:
    left = subprocess.Popen(
        [sys.executable, "-c", "input()"], env={**os.environ, MARK: "left"}, stdin=subprocess.PIPE
    )
    assert wait_until_gone("left", [left.pid], 0.1) != []
    left.communicate(b"\n")
    assert wait_until_gone("left", [left.pid], 5) == []
    assert not is_alive(left.pid)


def debugpy_process(session: Session) -> int:
    """The id of debugpy's adapter, the child of ours."""
    listing = subprocess.run(["ps", "-eo", "pid=,ppid="], capture_output=True, text=True, check=True).stdout
    pairs = (line.split() for line in listing.splitlines())
    return next(int(number) for number, parent in pairs if int(parent) == session.process.pid)
