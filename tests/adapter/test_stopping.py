"""How a stop of the probe becomes a stop of the client: by its number; needs no TensorFlow."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from pyadapter.adapter.stops import badge, exception_info, presentable, python_exception_body
from tests.harness.client import RequestFailedError
from tests.harness.patterns import containing
from tests.harness.session import Session

if TYPE_CHECKING:
    from pyadapter.protocol.generated import Finding
    from tests.adapter.conftest import WriteScript

# Does what the probe does when it stops.
PROBE = """
    import sys, threading, time, types
    import debugpy, pydevd

    KerasTensorBreakpoint = type("KerasTensorBreakpoint", (Exception,), {"__module__": "builtins"})

    def announce(number, title):
        finding = {"kind": "nan", "title": title, "message": title, "phase": "loss", "causes": []}
        body = {"number": number, "finding": finding}
        pydevd.send_json_message({"type": "event", "event": "keras/stop", "body": body})

    def stop(number, title):
        announce(number, title)
        frame = sys._getframe(1)
        traceback = types.TracebackType(None, frame, frame.f_lasti, frame.f_lineno)
        error = KerasTensorBreakpoint("keras-debug:%d: %s" % (number, title))
        debugpy.trigger_exception_handler((type(error), error, traceback), as_uncaught=False)

"""


def test_a_stop_shows_the_finding_of_its_number(script: WriteScript) -> None:
    source = script(
        PROBE
        + """
    def work(number):
        if number == 2:
            announce(1, "NaN elsewhere")  # Another thread is about to stop, too.
        stop(number, "NaN %d" % number)

    thread = threading.Thread(target=work, args=(2,))
    thread.start()
    thread.join()
"""
    )
    with Session() as session:
        session.launch(source)
        stop = session.wait_for_stop("exception")
        assert session.exception_info(stop)["exceptionId"] == "NaN 2"
        assert [body["finding"]["title"] for body in session.events("keras/stop")] == ["NaN 2"]


def test_asking_a_thread_without_an_exception_is_refused_for_debugpy_would_not_recover(
    script: WriteScript,
) -> None:
    source = script(
        PROBE
        + """
    thread = threading.Thread(target=stop, args=(1, "NaN 1"))
    thread.start()
    thread.join()
"""
    )
    with Session() as session:
        session.launch(source)
        stop = session.wait_for_stop("exception")
        main = next(
            thread["id"] for thread in session.request("threads")["threads"] if thread["id"] != stop.thread
        )
        with pytest.raises(RequestFailedError, match="has not stopped at an exception"):
            session.request("exceptionInfo", threadId=main)
        assert session.exception_info(stop)["exceptionId"] == "NaN 1"


def test_what_was_found_is_forgotten_when_the_run_goes_on(script: WriteScript) -> None:
    source = script(
        PROBE
        + """
    stop(1, "NaN 1")
    raise ValueError("not a tensor")
"""
    )
    with Session() as session:
        session.launch(source)
        first = session.wait_for_stop("exception")
        assert session.exception_info(first)["exceptionId"] == "NaN 1"
        session.resume(first)
        second = session.wait_for_stop("exception")
        assert session.exception_info(second)["exceptionId"] == "ValueError"
        assert len(session.events("keras/stop")) == 1


def test_a_stop_without_its_event_is_shown_as_debugpy_shows_it(script: WriteScript) -> None:
    source = script(
        PROBE
        + """
    pydevd.send_json_message = lambda message: None
    stop(1, "NaN 1")
"""
    )
    with Session() as session:
        session.launch(source)
        stop = session.wait_for_stop("exception")
        assert session.exception_info(stop)["description"] == "keras-debug:1: NaN 1"
        assert session.events("keras/stop") == []


def test_a_probe_that_does_not_load_is_reported_and_the_script_runs(script: WriteScript) -> None:
    source = script("print('the end')")
    # The debuggee finds this package first, as if it had an incompatible version of ours.
    foreign = source.path.parent / "foreign"
    foreign.mkdir()
    (foreign / "sitecustomize.py").write_text(
        "import sys, types\nsys.modules['pyadapter'] = types.ModuleType('pyadapter')\n", encoding="utf-8"
    )
    with Session() as session:
        session.launch(source, attributes={"env": {"PYTHONPATH": str(foreign)}})
        assert session.wait_for_end() == 0
        assert session.output("stdout") == "the end\n"
        assert "Tensors are not watched, the script runs without that: " in session.output("important")


def finding(title: str) -> Finding:
    return {
        "kind": "nan",
        "title": title,
        "message": f"{title}\nin words",
        "phase": "loss",
        "causes": [],
        "evidence": [],
    }


@pytest.mark.parametrize("title", ["NaN in Log", "NaN in a layer with a long name (Log)", "x" * 31, "x" * 30])
def test_a_badge_has_at_most_thirty_characters(title: str) -> None:
    assert len(badge(finding(title))) == min(30, len(title))


def test_the_stack_trace_of_a_finding_has_the_innermost_frame_last_and_no_library() -> None:
    frames: list[dict[str, Any]] = [
        {"name": "call", "line": 3, "source": {"path": "/home/ann/train.py"}},
        {"name": "fit", "line": 300, "source": {"path": "/lib/keras.py"}, "presentationHint": "subtle"},
        {"name": "<native>", "line": 0},
        {"name": "<module>", "line": 9, "source": {"path": "/home/ann/train.py"}},
    ]
    information = exception_info(finding("NaN in Log"), frames)
    assert information["details"]["stackTrace"] == (
        "Traceback (most recent call last):\n"
        '  File "/home/ann/train.py", line 9, in <module>\n'
        '  File "/home/ann/train.py", line 3, in call\n'
    )
    assert information == containing(exceptionId="NaN in Log", description="NaN in Log\nin words")


def test_remarks_are_taken_out_of_texts_at_any_depth() -> None:
    remark = "       (note: full exception trace is shown but execution is paused at: call)"
    body = {"exceptionId": f"ValueError{remark}", "frames": [{"name": "call (Current frame)", "line": 3}]}
    assert presentable(body) == {"exceptionId": "ValueError", "frames": [{"name": "call", "line": 3}]}


def test_a_remark_about_a_lambda_is_taken_out_whole() -> None:
    remark = "       (note: full exception trace is shown but execution is paused at: <lambda>)"
    assert presentable(f"ValueError{remark}") == "ValueError"


def test_the_name_of_a_frame_does_not_hold_the_text_of_an_error() -> None:
    name = "[Chained Exc: Could not infer the output shape\n\nof 'check' [a layer]] call"
    assert presentable(name) == "[Could not infer the output sh…] call"


def test_colours_in_the_texts_of_errors_are_taken_out() -> None:
    assert presentable("\x1b[1mInputs are wrong.\x1b[0m") == "Inputs are wrong."


def test_a_python_exception_has_a_badge_of_one_line() -> None:
    body = {"reason": "exception", "text": "ValueError", "description": "\nException in call\n\nof a layer"}
    assert python_exception_body(body) == {**body, "description": "Exception in call"}
    assert python_exception_body({"reason": "exception"}) == {"reason": "exception"}
