"""Ordinary Python debugging works through the adapter as debugpy gives it."""

from __future__ import annotations

import statistics
import time
from typing import TYPE_CHECKING

import pytest

from pyadapter.core import kinds
from tests.harness.patterns import containing, matching
from tests.harness.session import Session

if TYPE_CHECKING:
    from tests.adapter.conftest import WriteScript
    from tests.harness.script import Script


def test_a_script_without_breakpoints_runs_to_its_end(loop_script: Script) -> None:
    with Session() as session:
        session.launch(loop_script)
        assert session.wait_for_end() == 0
        assert session.output("stdout") == "all done\n"
    assert session.exit_code == 0


def test_a_breakpoint_stops_with_locals_that_can_be_evaluated_and_changed(loop_script: Script) -> None:
    with Session() as session:
        session.launch(loop_script, breakpoints={loop_script: [loop_script["after"]]})
        stop = session.wait_for_stop("breakpoint")
        assert stop.line == loop_script["after"]
        assert session.locals(stop) == containing(x="0", y="0")
        assert session.evaluate("x + 41", stop) == "41"
        session.request("setVariable", variablesReference=scope(session, stop.frame), name="y", value="5")
        assert session.evaluate("y", stop, context="watch") == "5"


def test_stepping_over_goes_to_the_next_line(loop_script: Script) -> None:
    with Session() as session:
        session.launch(loop_script, breakpoints={loop_script: [loop_script["double"]]})
        stop = session.step_over(session.wait_for_stop("breakpoint"))
        assert stop.line == loop_script["after"]


def test_a_step_that_ends_at_once_is_not_announced_as_a_resume(loop_script: Script) -> None:
    with Session() as session:
        session.launch(loop_script, breakpoints={loop_script: [loop_script["double"]]})
        session.step_over(session.wait_for_stop("breakpoint"))
        assert session.events("continued") == []


def test_a_step_into_something_long_is_announced_as_a_resume(script: WriteScript) -> None:
    source = script("""
        import time

        time.sleep(0.8)  # @bp
        x = 1
    """)
    with Session() as session:
        session.launch(source, breakpoints={source: [source["bp"]]})
        session.step_over(session.wait_for_stop("breakpoint"))
        assert len(session.events("continued")) == 1


@pytest.mark.parametrize(
    ("point", "stops"),
    [({"condition": "i == 1"}, ["1"]), ({"hitCondition": "2"}, ["1"]), ({}, ["0", "1", "2"])],
)
def test_conditions_and_hit_counts_of_breakpoints(
    loop_script: Script, point: dict[str, str], stops: list[str]
) -> None:
    with Session() as session:
        at = {"line": loop_script["double"], **point}
        if "condition" in at:
            at["condition"] = "x == 1"
        session.launch(loop_script, breakpoints={loop_script: [at]})
        for x in stops:
            stop = session.wait_for_stop("breakpoint")
            assert session.evaluate("x", stop) == x
            session.resume(stop)
        session.wait_for_end()


def test_a_logpoint_writes_and_does_not_stop(loop_script: Script) -> None:
    with Session() as session:
        point = {"line": loop_script["after"], "logMessage": "y is {y}"}
        session.launch(loop_script, breakpoints={loop_script: [point]})
        session.wait_for_end()
        assert "y is 0" in session.output()
        assert "y is 4" in session.output()
        assert session.events("stopped") == []


def test_a_worker_thread_stops_at_a_breakpoint(script: WriteScript) -> None:
    source = script("""
        import threading

        def work(x):
            return x  # @bp

        thread = threading.Thread(target=work, args=(7,), name="loader")
        thread.start()
        thread.join()
    """)
    with Session() as session:
        session.launch(source, breakpoints={source: [source["bp"]]})
        stop = session.wait_for_stop("breakpoint")
        threads = session.request("threads")["threads"]
        assert containing(id=stop.thread, name="loader") in threads
        session.resume(stop)
        assert session.wait_for_end() == 0


def test_expressions_are_evaluated_while_the_script_runs(endless_script: Script) -> None:
    with Session() as session:
        session.launch(endless_script)
        session.wait_for_output("running")
        assert session.evaluate("1 + 1", context="repl") == "2"


def test_pause_stops_a_running_script(endless_script: Script) -> None:
    with Session() as session:
        session.launch(endless_script)
        session.wait_for_output("running")
        session.request("pause", threadId=1)
        assert session.wait_for_stop("pause").frames


def test_the_script_runs_in_a_terminal_where_the_client_has_one(script: WriteScript) -> None:
    source = script("""
        import sys

        sys.exit(5)
    """)
    with Session() as session:
        session.launch(source, filters=[], attributes={"console": "integratedTerminal"})
        assert session.wait_for_end() == 5
        assert len(session.terminals) == 1


def test_a_client_without_a_terminal_gets_the_output(loop_script: Script) -> None:
    with Session(capabilities={"supportsRunInTerminalRequest": False}) as session:
        session.start("launch", {"program": str(loop_script.path)})
        session.wait_for_end()
        assert session.output("stdout") == "all done\n"


def test_a_module_runs(script: WriteScript) -> None:
    source = script("print('as', __name__)")
    with Session() as session:
        session.launch(attributes={"module": "train", "cwd": str(source.path.parent)})
        session.wait_for_end()
        assert session.output("stdout") == "as __main__\n"


def test_arguments_working_directory_and_environment_reach_the_script(script: WriteScript) -> None:
    source = script("""
        import os, sys

        print(sys.argv[1:], os.path.basename(os.getcwd()), os.environ["FLAVOUR"])
    """)
    folder = source.path.parent / "work"
    folder.mkdir()
    attributes = {"args": ["--epochs", "3"], "cwd": str(folder), "env": {"FLAVOUR": "sweet"}}
    with Session() as session:
        session.launch(source, attributes=attributes)
        session.wait_for_end()
        assert session.output("stdout") == "['--epochs', '3'] work sweet\n"


def test_stop_on_entry(loop_script: Script) -> None:
    with Session() as session:
        session.launch(loop_script, attributes={"stopOnEntry": True})
        assert session.wait_for_stop("entry").line == 1


def test_answers_come_at_once(loop_script: Script) -> None:
    with Session() as session:
        session.launch(loop_script, breakpoints={loop_script: [loop_script["after"]]})
        stop = session.wait_for_stop("breakpoint")

        def seconds() -> float:
            began = time.perf_counter()
            session.request("scopes", frameId=stop.frame)
            return time.perf_counter() - began

        # 40 ms is what Linux waits to acknowledge, when a socket of debugpy waits for that.
        assert statistics.median(seconds() for _ in range(20)) < 0.03


def test_capabilities_are_debugpys_and_ours() -> None:
    with Session() as session:
        capabilities = session.initialize()
        filters = [entry["filter"] for entry in capabilities["exceptionBreakpointFilters"]]
        ours = [f"keras.{kind}" for kind in kinds.ALL]
        assert filters == [*ours, "raised", "uncaught", "userUnhandled"]
        assert capabilities == containing(
            supportsExceptionFilterOptions=True,
            supportsCancelRequest=True,
            supportsDataBreakpoints=True,
            supportsFunctionBreakpoints=True,
            supportsConditionalBreakpoints=True,
        )
        assert "supportsANSIStyling" not in capabilities


def test_events_that_nobody_knows_are_passed_on(script: WriteScript) -> None:
    source = script("""
        import pydevd

        pydevd.send_json_message({"type": "event", "event": "weather", "body": {"sun": True}})
    """)
    with Session() as session:
        session.launch(source)
        assert session.wait_for_event("weather") == {"sun": True}


def test_early_events_come_in_debugpys_order() -> None:
    with Session() as session:
        session.initialize()
        session.wait_for_event("debugpySockets")
        names = [event["event"] for event in session.client.events]
        assert names[:3] == ["output", "output", "debugpySockets"]
        assert session.events("output")[0] == containing(category="telemetry", output=matching("ptvsd"))


def scope(session: Session, frame: int) -> int:
    return int(session.request("scopes", frameId=frame)["scopes"][0]["variablesReference"])
