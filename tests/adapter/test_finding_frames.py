"""The frame on top of the stack for a finding whose line is not where the run stands."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

import pytest

from pyadapter.adapter.errors import AdapterError
from pyadapter.adapter.finding_frames import FindingFrames

if TYPE_CHECKING:
    from pyadapter.protocol.generated import Finding

STACK: list[dict[str, Any]] = [
    {"id": 7, "name": "<module>", "line": 9, "source": {"path": "/home/ann/train.py"}}
]


def at(line: int, **fields: Any) -> Finding:
    finding: Any = {"kind": "dead-units", "title": "", "message": "", "phase": "forward", "causes": []}
    finding |= {"evidence": [], "location": {"file": "/home/ann/train.py", "line": line, "function": "build"}}
    return cast("Finding", finding | fields)


def stack_of(finding: Finding) -> list[dict[str, Any]]:
    frames = FindingFrames()
    frames.add(1, finding)
    return frames.put(1, STACK) if frames.on(1) else STACK


@pytest.mark.parametrize(
    ("fields", "name"),
    [
        ({}, "build (made here)"),
        ({"op": "Relu"}, "build (made here)"),
        ({"kind": "nan", "op": "SqrtGrad", "phase": "backward"}, "build (returned: its gradient)"),
        ({"kind": "inf", "op": "Exp", "phase": "forward"}, "build (returned)"),
    ],
)
def test_the_frame_says_what_its_line_is(fields: dict[str, Any], name: str) -> None:
    top, below = stack_of(at(3, **fields))
    assert (top["name"], top["line"], top["source"]["path"]) == (name, 3, "/home/ann/train.py")
    assert below is STACK[0]


def test_there_is_no_frame_where_the_run_stands_at_the_line() -> None:
    assert stack_of(at(9)) == STACK


def test_a_finding_without_a_line_has_no_frame() -> None:
    finding = at(3)
    del finding["location"]
    assert stack_of(finding) == STACK


def test_a_module_is_called_by_its_file() -> None:
    finding = at(3)
    finding["location"] = {"file": "/home/ann/train.py", "line": 3}
    assert stack_of(finding)[0]["name"] == "train.py (made here)"


def test_what_is_typed_is_evaluated_in_the_frame_below_and_nothing_else() -> None:
    frames = FindingFrames()
    frames.add(1, at(3))
    top = frames.put(1, STACK)[0]["id"]
    typed = {"command": "evaluate", "arguments": {"expression": "x", "context": "repl", "frameId": top}}
    assert (frames.arguments(typed) or {})["frameId"] == 7
    hovered = {"command": "evaluate", "arguments": {"expression": "x", "context": "hover", "frameId": top}}
    with pytest.raises(AdapterError, match="has run before"):
        frames.arguments(hovered)
    frames.clear()
    assert not frames.is_one(top)
