"""Breakpoints of several sources become one list, and what cannot be used is named."""

from __future__ import annotations

from typing import Any

import pytest

from pyadapter.adapter.breakpoints import Breakpoints
from pyadapter.adapter.errors import AdapterError
from tests.harness.client import RequestFailedError
from tests.harness.patterns import containing, matching
from tests.harness.session import Session


def test_the_sources_are_told_together_and_only_when_one_changes() -> None:
    told: list[Any] = []
    breakpoints = Breakpoints(told.append)
    breakpoints.change(configured=[{"kind": "inf"}])
    breakpoints.change(filters=[{"kind": "nan"}])
    breakpoints.change(filters=[{"kind": "nan"}])
    breakpoints.set_tree({"breakpoints": [{"kind": "dtype", "layer": "a"}], "ignored": [{"layer": "b"}]})
    breakpoints.change(functions=[{"id": 1, "layer": "Dense"}])

    assert [[each["kind"] for each in everything["breakpoints"]] for everything in told] == [
        ["inf"], ["nan"], ["nan", "dtype"], ["nan", "dtype"],
    ]  # fmt: skip
    assert told[-1] == containing(ignored=[{"layer": "b"}], layers=[{"id": 1, "layer": "Dense"}], data=[])


def test_no_filter_at_all_is_something_else_than_filters_that_nobody_set() -> None:
    breakpoints = Breakpoints(lambda _: None)
    breakpoints.change(configured=[{"kind": "inf"}])
    assert breakpoints.all()["breakpoints"] == [{"kind": "inf"}]
    breakpoints.change(filters=[])
    assert breakpoints.all()["breakpoints"] == []


def test_a_condition_that_cannot_be_used_is_named_and_the_others_count() -> None:
    breakpoints = Breakpoints(lambda _: None)
    problems = breakpoints.set_tree({
        "breakpoints": [{"kind": "nan", "condition": "value > 1"}, {"kind": "inf", "condition": "step > 1"}],
        "layers": [{"id": 1, "layer": "a", "condition": "op == 3"}],
        "data": [
            {"id": 2, "target": "v", "changes": [], "condition": "unchanged > 3"},
            {"id": 3, "target": "w", "changes": ["shape"], "hitCondition": "often"},
        ],
    })  # fmt: skip
    assert problems == [
        {"text": "value > 1", "message": "Findings of nan have no value: use other fields"},
        {"text": "op == 3", "message": matching("op is not known here")},
        {"text": "often", "message": matching("Write a hit count")},
    ]
    assert [each["kind"] for each in breakpoints.all()["breakpoints"]] == ["inf"]
    assert breakpoints.all()["layers"] == []
    assert len(breakpoints.all()["data"]) == 1


@pytest.mark.parametrize(
    ("arguments", "problem"),
    [
        ({}, '"arguments" must have "breakpoints", a list.'),
        (
            {"breakpoints": [{"kind": "nam"}]},
            '"arguments.breakpoints[0].kind" must be a known name, not "nam".',
        ),
        ({"breakpoints": "nan"}, '"arguments.breakpoints" must be a list, not "nan".'),
        ({"breakpoints": [{"kind": "nan", "hits": 3}]}, '"arguments.breakpoints[0].hits" is not known.'),
        (
            {"breakpoints": [], "ignored": [{"layer": 3}]},
            '"arguments.ignored[0].layer" must be a text, not 3.',
        ),
        ({"breakpoints": [], "layers": [{"id": 1}]}, '"arguments.layers[0]" must have "layer", a text.'),
    ],
)
def test_what_is_no_breakpoint_is_refused_and_changes_nothing(arguments: Any, problem: str) -> None:
    breakpoints = Breakpoints(lambda _: pytest.fail("nothing changed"))
    with pytest.raises(AdapterError) as refused:
        breakpoints.set_tree(arguments)
    assert problem in str(refused.value)


def test_conditions_and_breakpoints_are_checked_before_anything_runs() -> None:
    with Session() as session:
        session.initialize()
        assert session.request("keras/checkCondition", condition="step > 3", over="finding") == {}
        answer = session.request("keras/checkCondition", condition="step >", over="tensor")
        assert answer["problem"].startswith("Write an expression")
        of_a_kind = session.request("keras/checkCondition", condition="value > 1", over="finding", kind="nan")
        assert of_a_kind["problem"] == "Findings of nan have no value: use other fields"
        with pytest.raises(RequestFailedError, match='must be one of "finding", "layer"'):
            session.request("keras/checkCondition", condition="step > 3", over="layers")
        with pytest.raises(RequestFailedError, match='"arguments" must have "condition"'):
            session.request("keras/checkCondition")

        broken = [{"kind": "nan", "condition": "a = 1"}]
        answer = session.request("keras/setTensorBreakpoints", breakpoints=broken)
        assert answer == {"problems": [{"text": "a = 1", "message": "Write `==` to compare"}]}
        with pytest.raises(RequestFailedError) as refused:
            session.request("keras/setTensorBreakpoints", breakpoints=[{"kind": "none"}])
        assert refused.value.error["variables"]["code"] == "wrong-arguments"
