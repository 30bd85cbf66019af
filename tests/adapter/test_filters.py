"""Exception filters: ours are kept from debugpy, and a condition that cannot be used says so there."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from pyadapter.adapter.filters import FILTERS, select
from pyadapter.core import kinds
from tests.harness.session import Session

if TYPE_CHECKING:
    from tests.harness.script import Script

THEIRS = frozenset({"raised", "uncaught", "userUnhandled"})


def test_every_kind_is_a_filter_that_fits_a_side_bar() -> None:
    assert [entry["filter"] for entry in FILTERS] == [f"keras.{kind}" for kind in kinds.ALL]
    for entry in FILTERS:
        assert len(entry["label"]) <= 30
        assert len(entry["conditionDescription"]) <= 70
        assert entry["supportsCondition"] is True
        assert entry["default"] is (entry["filter"] != "keras.step")


def test_a_step_of_ones_choice_asks_for_its_condition() -> None:
    selection = select({"filters": ["keras.step"]}, frozenset())

    assert selection.breakpoints == []
    assert "needs a condition, for example: step == 1200" in selection.complaints["keras.step"]


def test_kinds_of_one_group_stand_together() -> None:
    groups = [entry["label"].partition(":")[0] for entry in FILTERS]
    assert len(
        [name for name, before in zip(groups, [None, *groups], strict=False) if name != before]
    ) == len(set(groups))


def test_a_tooltip_says_what_a_condition_can_use() -> None:
    tooltips = {entry["filter"]: entry["description"] for entry in FILTERS}
    assert tooltips["keras.nan"].endswith("rows, variable, hits.")
    assert tooltips["keras.dead-units"].endswith("hits, value (the share of dead units, 0 to 1).")


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


@pytest.mark.parametrize(
    "condition", ["step >", "layer = 'a'", "__import__('os')", "steps > 3", "step && 1", "value > 1"]
)
def test_a_condition_that_cannot_be_used_names_its_filter_and_the_remedy(condition: str) -> None:
    selection = select({"filterOptions": [{"filterId": "keras.nan", "condition": condition}]}, THEIRS)
    (answer,) = selection.answers
    assert answer["verified"] is False
    assert answer["message"].startswith(
        "The condition of “Numbers: first NaN” cannot be used, so it does not stop: "
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
