"""Python exceptions stop as debugpy's filters say, without pydevd's remarks about frames."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.harness.patterns import matching
from tests.harness.session import Session

if TYPE_CHECKING:
    from tests.adapter.conftest import WriteScript
    from tests.harness.script import Script


@pytest.fixture
def raising_script(script: WriteScript) -> Script:
    return script("""
        def parse(text):
            return int(text)  # @raised

        try:
            parse("one")
        except ValueError:
            pass
        parse("two")  # @uncaught
    """)


def test_an_uncaught_exception_stops_where_it_was_raised(raising_script: Script) -> None:
    with Session() as session:
        session.launch(raising_script, filters=["uncaught"])
        stop = session.wait_for_stop("exception")
        assert stop.line == raising_script["raised"]
        information = session.exception_info(stop)
        assert information["exceptionId"] == "ValueError"
        assert "'two'" in information["description"]
        assert information["details"]["stackTrace"] == matching(r"line \d+, in parse\n")
        session.resume(stop)
        assert session.wait_for_end() == 1


def test_a_filter_that_is_on_with_a_condition_still_reaches_debugpy(raising_script: Script) -> None:
    with Session() as session:
        # When one filter has a condition, VS Code sends all that are on as options.
        options = [{"filterId": "raised"}, {"filterId": "keras.nan", "condition": "step > 3"}]
        session.launch(raising_script, filters=[], filter_options=options)
        stop = session.wait_for_stop("exception")
        assert "'one'" in session.exception_info(stop)["description"]


def test_an_exception_that_escapes_into_a_library_stops_as_user_unhandled(script: WriteScript) -> None:
    source = script("""
        import contextlib

        def clean_up():
            raise KeyError("secret")  # @raised

        with contextlib.suppress(KeyError), contextlib.ExitStack() as stack:
            stack.callback(clean_up)
    """)
    with Session() as session:
        session.launch(source, filters=["userUnhandled"])
        stop = session.wait_for_stop("exception")
        assert stop.line == source["raised"]
        assert session.exception_info(stop)["exceptionId"] == "KeyError"


def test_an_exception_that_is_handled_stops_only_when_raised_is_on(raising_script: Script) -> None:
    with Session() as session:
        session.launch(raising_script, filters=[])
        assert session.wait_for_end() == 1
        assert session.events("stopped") == []


@pytest.mark.parametrize("just_my_code", [True, False])
def test_remarks_about_the_paused_frame_are_not_shown(script: WriteScript, just_my_code: bool) -> None:
    source = script("""
        import json

        json.loads("{")
    """)
    with Session() as session:
        session.launch(source, filters=["uncaught"], attributes={"justMyCode": just_my_code})
        stop = session.wait_for_stop("exception")
        information = session.exception_info(stop)
        shown = repr([stop.body, stop.frames, information])
        assert information["exceptionId"] == "JSONDecodeError"
        assert "(note:" not in shown
        assert "(Current frame)" not in shown


def test_a_filter_that_does_not_exist_says_so(raising_script: Script) -> None:
    with Session() as session:
        session.initialize()
        session.begin("launch", {"program": str(raising_script.path), "console": "internalConsole"})
        answers = session.set_filters(["uncaught", "keras.shape"])
        assert answers[0] == {"verified": True}
        assert answers[1] == {"verified": False, "message": "There is no exception filter “keras.shape”."}
        session.press_stop()
