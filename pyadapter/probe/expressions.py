"""Conditions and log messages of breakpoints in Python, evaluated where debugpy would evaluate them."""

from __future__ import annotations

import functools
import inspect
import json
import logging
from typing import TYPE_CHECKING, Any

from pyadapter.core.hits import HitCondition
from pyadapter.probe.helpers import helpers
from pyadapter.probe.presentation import Node
from pyadapter.protocol.stop import CONDITION_FAILED_EVENT

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import CodeType, FrameType

    from pyadapter.probe.probe import Probe

logger = logging.getLogger("keras-debug.probe")


class Expressions:
    """Evaluates with the helpers at hand, undisturbed and without disturbing; a failure is told once.

    Args:
        probe: Knows where training is, and how to run ops unseen.
        tell: Sends an event to the adapter: name and body.
        line: Returns the one-line summary of a value, None for one that is no array.
    """

    def __init__(
        self, probe: Probe, tell: Callable[[str, dict[str, Any]], None], line: Callable[[Any], str | None]
    ) -> None:
        self._probe = probe
        self._tell = tell
        self._line = line
        self._told: set[int] = set()
        self._hits: dict[int, int] = {}

    def holds(self, frame: FrameType, number: int, text: str) -> bool:
        """Whether the condition of a breakpoint holds.

        Args:
            frame: Has the names; debugpy evaluates in a frame of its own that has those of the user's.
            number: The adapter's, of this expression.
            text: The condition.

        Returns:
            False when it raises, which is told once; not while a graph is made, whose tensors have no values.
        """
        with self._probe.aside():
            value = None
            try:
                value = _evaluate(text, frame, self._probe)
                return bool(value)
            except Exception as error:  # noqa: BLE001 -- the user's expression
                self._failed(number, text, error, self._hint(value))
                return False

    def entered(self, frame: FrameType, number: int, name: str, condition: str, hits: str) -> bool:
        """Whether to stop at the entry of a function that a breakpoint names; never in the body of a class.

        Args:
            frame: As for `holds`.
            number: As for `holds`.
            name: The function's.
            condition: The breakpoint's, may be empty.
            hits: Its hit condition, may be empty: of the entries for which the condition holds.
        """
        entered = _entered(frame, name)
        if entered is not None and not entered.f_code.co_flags & inspect.CO_NEWLOCALS:
            return False
        if condition and not self.holds(frame, number, condition):
            return False
        count = self._hits[number] = self._hits.get(number, 0) + 1
        return not hits or HitCondition.parse(hits).allows(count)

    def message(self, frame: FrameType, number: int, text: str, condition: str) -> str:
        """Return the message of a logpoint; empty, which debugpy does not print, where it is not wanted.

        Args:
            frame: As for `holds`.
            number: As for `holds`.
            text: With expressions in braces. A tensor is shown as its one-line summary.
            condition: The logpoint's, may be empty.
        """
        if condition and not self.holds(frame, number, condition):
            return ""
        shown = []
        with self._probe.aside():
            for literal, expression in log_parts(text):
                shown.append(literal)
                if not expression:
                    continue
                try:
                    value = _evaluate(expression, frame, self._probe)
                    shown.append(self._line(value) or str(value))
                except Exception as error:  # noqa: BLE001 -- the user's expression
                    shown.append(f"<{type(error).__name__}: {error}>")
                    self._failed(number, expression, error)
        return "".join(shown)

    def target(self, value: Any, name: str) -> str:
        """Return what a data breakpoint on a value would watch: the schema's `TensorTargetBody` as JSON."""
        with self._probe.aside():
            return json.dumps(self._probe.targets.describe(value, name))

    def tensor(self, frame: FrameType, text: str, name: str, resumes: int) -> str:
        """Return the value of an expression for a panel: the schema's `TensorBody` as JSON.

        Args:
            frame: As for `holds`.
            text: The expression.
            name: What the user calls its value.
            resumes: How often the run has gone on by now.
        """
        from pyadapter.probe.inspection.tensors import body_of  # noqa: PLC0415 -- imports numpy, the user's to import first

        reference = {"type": "expression", "name": text}
        with self._probe.aside():
            try:
                value = _evaluate(text, frame, self._probe)
            except Exception as error:  # noqa: BLE001 -- the user's expression
                why = f"{name} cannot be evaluated here: {type(error).__name__}: {error}"
                return json.dumps({"tensor": None, "reference": reference, "why": why})
            return json.dumps(body_of(self._probe, value, name, reference, resumes))

    def shown(self) -> Any:
        """Return what a pause shows beside the variables of the user's frame, as a branch of a tree."""
        items = list(self._probe.pauses.shown.items())
        return Node(
            "", lambda: [(name, value, f".children()[{n}][1]") for n, (name, value) in enumerate(items)]
        )

    def layer_entered(self, frame: FrameType) -> bool:
        """Whether to stop at the entry of a user's `call`, because of a breakpoint on its layer."""
        entered = _entered(frame, "call")
        with self._probe.aside():
            return entered is not None and self._probe.layers.entered(entered)

    def _hint(self, value: Any) -> str:
        line = self._line(value)
        return f"It is a tensor, {line}: ask for one number, as maximum(…) > 1 does." if line else ""

    def _failed(self, number: int, text: str, error: Exception, hint: str = "") -> None:
        if number in self._told or self._probe.tracing():
            return
        self._told.add(number)
        words = hint or f"{type(error).__name__}: {error}"
        self._tell(CONDITION_FAILED_EVENT, {"number": number, "text": text, "error": words})


def _entered(frame: FrameType, name: str) -> FrameType | None:
    """Return the frame of a function at whose entry debugpy evaluates, which is further out than its own."""
    entered = frame.f_back
    while entered is not None and (
        entered.f_code.co_name != name or entered.f_globals is not frame.f_globals
    ):
        entered = entered.f_back
    return entered


@functools.lru_cache(maxsize=1000)
def _compiled(text: str) -> CodeType:
    return compile(text.strip(), "<breakpoint>", "eval")


def _evaluate(text: str, frame: FrameType, probe: Probe) -> Any:
    # One namespace: what is nested in the expression, a comprehension for example, sees all of it, too.
    names = {**helpers(probe.progress), **frame.f_globals, **frame.f_locals}
    return eval(_compiled(text), names)  # noqa: S307 -- a condition is the user's own code


def log_parts(text: str) -> list[tuple[str, str]]:
    """Split a log message as debugpy does, which lets braces nest.

    Returns:
        Texts, each with the expression that follows it, without its braces; empty at the end, and for `{}`.
        A message with unbalanced braces is one text that says so.
    """
    parts = []
    begin = depth = 0
    literal = ""
    for place, character in enumerate(text):
        if character == "{":
            if not depth:
                literal, begin = text[begin:place], place + 1
            depth += 1
        elif character == "}" and depth:
            depth -= 1
            if not depth:
                parts.append((literal, text[begin:place].strip()))
                begin = place + 1
    if depth:
        return [(f"Unbalanced braces in: {text}", "")]
    return [*parts, (text[begin:], "")]
