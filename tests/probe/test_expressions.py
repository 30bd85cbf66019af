"""Conditions and log messages of breakpoints in Python, and the helpers that they can use."""

from __future__ import annotations

import contextlib
import math
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from pyadapter.probe.expressions import Expressions, log_parts
from pyadapter.probe.helpers import helpers
from pyadapter.probe.progress import Progress

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import FrameType

VALUES = np.array([[1.0, np.nan], [3.0, np.inf]], "float32")


class Quiet:
    """A probe in whose process nothing trains."""

    def __init__(self) -> None:
        self.progress = Progress(epoch=1, step=7)
        self.graph = False

    @contextlib.contextmanager
    def aside(self) -> Iterator[None]:
        yield

    def tracing(self) -> bool:
        return self.graph


def made(probe: Quiet | None = None) -> tuple[Expressions, list[dict[str, Any]]]:
    """Expressions, and what they tell the adapter."""
    told: list[dict[str, Any]] = []
    probe = probe or Quiet()

    def line(value: Any) -> str | None:
        return f"array of {value.size}" if isinstance(value, np.ndarray) else None

    return Expressions(probe, lambda _, body: told.append(body), line), told  # type: ignore[arg-type]  # as far as needed


def frame(**local: Any) -> FrameType:
    """A frame with local variables, as debugpy evaluates in."""
    found: FrameType = eval("__import__('sys')._getframe()", globals(), local)
    return found


@pytest.mark.parametrize(
    "text",
    [
        "has_nan(VALUES) and has_inf(VALUES) and not has_nan([1, 2])",
        "nan_count(VALUES) == 1 and shape(VALUES) == (2, 2)",
        "minimum(VALUES) == 1 and maximum(VALUES) == 3 and mean(VALUES) == 2 and std(VALUES) == 1",
        "math.isclose(norm(VALUES), 10 ** 0.5)",
        "digest(VALUES).startswith('⚠ NaN×1')",
        "epoch == 1 and step == 7 and batch is None",
        "all(number > floor - 1 for number in numbers if number > floor)",
        "  numbers[0] == 1  ",
    ],
)
def test_conditions_that_hold(text: str) -> None:
    expressions, told = made()
    assert expressions.holds(frame(numbers=[1, 2], floor=0), 1, text), told
    assert told == []


def test_the_programs_names_win() -> None:
    expressions, told = made()
    assert expressions.holds(frame(has_nan="mine", step=99), 1, "has_nan == 'mine' and step == 99")
    assert not told


def test_a_condition_that_raises_does_not_hold_and_is_told_once() -> None:
    expressions, told = made()
    for _ in range(3):
        assert not expressions.holds(frame(), 4, "nowhere > 3")
    assert told == [{"number": 4, "text": "nowhere > 3", "error": "NameError: name 'nowhere' is not defined"}]
    assert not expressions.holds(frame(), 5, "3 >")
    assert told[-1]["error"].startswith("SyntaxError")


def test_the_truth_of_many_values_comes_with_what_to_write() -> None:
    expressions, told = made()
    assert not expressions.holds(frame(), 1, "VALUES > 0")
    assert told[0]["error"] == "It is a tensor, array of 4: ask for one number, as maximum(…) > 1 does."


def test_while_a_graph_is_made_nothing_is_told() -> None:
    probe = Quiet()
    probe.graph = True
    expressions, told = made(probe)
    assert not expressions.holds(frame(), 1, "nowhere")
    assert told == []


def test_what_has_no_numbers_is_refused_by_name() -> None:
    expressions, told = made()
    assert not expressions.holds(frame(), 1, "has_nan('text')")
    assert "not str" in told[0]["error"]


def test_a_value_without_finite_numbers_has_no_maximum() -> None:
    names = helpers(Progress())
    assert math.isnan(names["maximum"](np.array([np.nan])))
    assert math.isnan(names["mean"]([]))
    assert names["has_nan"](3) is False


def test_a_function_is_entered_but_not_the_body_of_a_class() -> None:
    expressions, _ = made()
    answers = []

    def function() -> None:
        answers.append(expressions.entered(frame(), 1, "function", "", ""))

    function()

    class Body:
        answers.append(expressions.entered(frame(), 1, "Body", "", ""))

    assert answers == [True, False]
    assert [expressions.entered(frame(), 2, "function", "", ">= 2") for _ in range(3)] == [False, True, True]


def test_a_message_shows_tensors_in_one_line_and_its_own_failures() -> None:
    expressions, told = made()
    text = "{name}: {VALUES} {3 + 4} {nowhere} 100%"
    shown = expressions.message(frame(name="seen"), 1, text, "")
    assert shown == "seen: array of 4 7 <NameError: name 'nowhere' is not defined> 100%"
    assert [body["text"] for body in told] == ["nowhere"]
    assert expressions.message(frame(), 1, text, "1 > 2") == ""


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("plain", [("plain", "")]),
        ("a {b} c", [("a ", "b"), (" c", "")]),
        ("{ {1: 2}[1] }", [("", "{1: 2}[1]"), ("", "")]),
        ("{}", [("", ""), ("", "")]),
        ("a } b", [("a } b", "")]),
        ("a {b", [("Unbalanced braces in: a {b", "")]),
    ],
)
def test_messages_are_split_as_debugpy_does(text: str, parts: list[tuple[str, str]]) -> None:
    assert log_parts(text) == parts
