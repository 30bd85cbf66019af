"""Exception filters: ours are kept from debugpy, and a condition that cannot be used says so there."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from pyadapter.adapter.filters import select
from tests.harness.session import Session

if TYPE_CHECKING:
    from tests.harness.script import Script

THEIRS = frozenset({"raised", "uncaught", "userUnhandled"})


def test_ours_become_tensor_breakpoints_and_theirs_go_to_debugpy() -> None:
    selection = select({"filters": ["keras.nan", "uncaught"]}, THEIRS)
    assert selection.breakpoints == [{"kind": "nan"}]
    assert selection.for_debugpy == {"filters": ["uncaught"]}


def test_conditions_are_handed_on_and_debugpys_filters_leave_the_options() -> None:
    options = [{"filterId": "uncaught"}, {"filterId": "keras.inf", "condition": "step > 10"}]
    selection = select({"filters": [], "filterOptions": options}, THEIRS)
    assert selection.breakpoints == [{"kind": "inf", "condition": "step > 10"}]
    assert selection.for_debugpy == {"filters": ["uncaught"]}


def test_answers_come_in_the_order_of_dap() -> None:
    options = [{"filterId": "keras.inf", "condition": "step >"}]
    answers = select({"filters": ["raised", "keras.nan"], "filterOptions": options}, THEIRS).answers
    assert [answer["verified"] for answer in answers] == [True, True, False]


@pytest.mark.parametrize("condition", ["step >", "layer = 'a'", "__import__('os')", "steps > 3", "step && 1"])
def test_a_condition_that_cannot_be_used_names_its_filter_and_the_remedy(condition: str) -> None:
    selection = select({"filterOptions": [{"filterId": "keras.nan", "condition": condition}]}, THEIRS)
    (answer,) = selection.answers
    assert answer["verified"] is False
    assert answer["message"].startswith(
        "The condition of “Tensor: first NaN” cannot be used, so it does not stop: "
    )
    assert selection.breakpoints == []
    assert selection.complaints == {"keras.nan": answer["message"]}


def test_an_empty_condition_is_none() -> None:
    selection = select({"filterOptions": [{"filterId": "keras.nan", "condition": " "}]}, THEIRS)
    assert selection.breakpoints == [{"kind": "nan"}]


def test_a_condition_with_a_syntax_error_says_so_once_and_the_run_goes_on(loop_script: Script) -> None:
    broken = [{"filterId": "keras.nan", "condition": "step >"}]
    with Session() as session:
        session.initialize()
        session.begin("launch", {"program": str(loop_script.path), "console": "internalConsole"})
        (first,) = session.set_filters([], broken)
        (again,) = session.set_filters([], broken)  # VS Code sends an edited condition twice.
        session.request("configurationDone")
        session.started()
        assert session.wait_for_end() == 0
        assert first == again
        assert first["verified"] is False
        assert session.output("important").count("cannot be used") == 1
