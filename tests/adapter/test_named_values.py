"""Values that the client names are evaluated where they are, or it is said why they cannot be."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

import pytest

from pyadapter.adapter.containers import Containers
from pyadapter.adapter.finding_frames import FindingFrames
from pyadapter.adapter.named_values import NamedValues

if TYPE_CHECKING:
    from collections.abc import Callable


class Debugpy:
    """Stands in for the relay: answers each question alike."""

    def __init__(self, response: dict[str, Any]) -> None:
        self.asked: list[tuple[str, dict[str, Any]]] = []
        self._response = response

    def ask(self, command: str, arguments: dict[str, Any], then: Callable[[dict[str, Any]], None]) -> None:
        self.asked.append((command, arguments))
        then(self._response)


def values(response: dict[str, Any] | None = None) -> tuple[NamedValues, Debugpy, Containers, FindingFrames]:
    debugpy, containers, frames = Debugpy(response or {}), Containers(), FindingFrames()
    return NamedValues(cast("Any", debugpy), containers, frames), debugpy, containers, frames


def answer_to(response: dict[str, Any]) -> tuple[Any, str]:
    answers: list[tuple[Any, str]] = []
    values(response)[0].ask("question", 3, lambda answer, why: answers.append((answer, why)))
    return answers[0]


def test_an_expression_is_good_in_its_frame() -> None:
    named, _, _, _ = values()
    assert named.find("x[0]", 3, None) == ("x[0]", 3)
    assert named.find("x[", 3, None) is None
    assert named.find("x", None, None) is None


def test_a_name_in_a_container_becomes_the_expression_that_debugpy_gave() -> None:
    named, _, containers, _ = values()
    containers.scopes(3, {"body": {"scopes": [{"variablesReference": 40}]}})
    shown = [{"name": "kernel", "evaluateName": "self.kernel", "variablesReference": 41}]
    containers.variables(40, {"body": {"variables": shown}})
    assert named.find("kernel", None, 40) == ("self.kernel", 3)
    assert named.find("bias", None, 40) is None
    containers.clear()
    assert named.find("kernel", None, 40) is None


@pytest.mark.parametrize(
    ("response", "answer"),
    [
        ({"success": True, "body": {"result": "'{\"a\": 1}'"}}, ({"a": 1}, "")),
        (
            {"success": True, "body": {"result": "Traceback …\nNameError: no x\n"}},
            (None, "NameError: no x"),
        ),
        ({"success": False, "message": "the debuggee is gone"}, (None, "the debuggee is gone")),
        ({"success": False}, (None, "it cannot be evaluated here")),
    ],
)
def test_an_answer_is_json_or_the_last_line_of_what_was_said(
    response: dict[str, Any], answer: tuple[Any, str]
) -> None:
    assert answer_to(response) == answer


def test_in_the_frame_of_a_finding_there_is_nothing_to_evaluate() -> None:
    named, debugpy, _, frames = values()
    location = {"file": "train.py", "line": 3}
    frames.add(1, cast("Any", {"kind": "dead-units", "phase": "forward", "location": location}))
    top = frames.put(1, [{"id": 7, "name": "<module>", "line": 9, "source": {"path": "train.py"}}])[0]["id"]
    whys: list[str] = []
    named.ask("question", top, lambda _answer, why: whys.append(why))
    assert "has run before" in whys[0]
    assert debugpy.asked == []
