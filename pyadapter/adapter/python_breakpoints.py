"""Breakpoints on lines and functions: debugpy's, with conditions and log messages that know tensors."""

from __future__ import annotations

import itertools
import keyword
from dataclasses import dataclass
from pathlib import PurePath
from typing import TYPE_CHECKING, Any

from pyadapter.adapter import expressions
from pyadapter.core.condition import problem_with
from pyadapter.core.hits import problem_with_hits

if TYPE_CHECKING:
    from collections.abc import Callable

    from pyadapter.adapter.breakpoints import Breakpoints
    from pyadapter.adapter.endpoint import Message
    from pyadapter.adapter.relay import Relay
    from pyadapter.protocol.generated import LayerBreakpoint

    Say = Callable[..., None]

_FIRST_FUNCTION_ID = 10_100_001
"""Ids of breakpoints on functions, far from those that debugpy counts up and from exception filters'."""


@dataclass
class Expression:
    """A condition or log message.

    Attributes:
        what: What has it, for the user: `The breakpoint at train.py:12`.
        loses: What it does not do when it fails.
        place: `source` and `line` for the client; empty for a function's.
        id: Of its breakpoint, once that is known.
        failure: Why it cannot be used.
    """

    what: str
    loses: str
    place: dict[str, Any]
    id: int | None = None
    failure: str | None = None


class PythonBreakpoints:
    """Handles `setBreakpoints` and `setFunctionBreakpoints`.

    Args:
        relay: The way to client and debugpy.
        breakpoints: Takes the breakpoints on layers.
        say: Shows a sentence to the user.
    """

    def __init__(self, relay: Relay, breakpoints: Breakpoints, say: Say) -> None:
        self._relay = relay
        self._breakpoints = breakpoints
        self._say = say
        self._numbers: dict[tuple[object, ...], int] = {}
        self._expressions: dict[int, Expression] = {}
        self._function_ids: dict[str, int] = {}
        self._next_function_id = itertools.count(_FIRST_FUNCTION_ID)
        self._functions: dict[str, str] = {}
        self._sent: dict[str, str] = {}
        self._begun = False

    # Lines

    def set_lines(self, request: Message) -> None:
        """`setBreakpoints`: conditions and log messages are evaluated by the probe."""
        arguments = request.get("arguments", {})
        source = arguments.get("source", {})
        numbers: list[int | None] = []
        points = []
        for point in arguments.get("breakpoints") or ():
            number, rewritten = self._rewritten(point, source)
            numbers.append(number)
            points.append(rewritten)

        def answer(response: Message) -> None:
            answers = response.get("body", {}).get("breakpoints", [])
            for number, shown in zip(numbers, answers, strict=False):
                if number is not None:
                    expression = self._expressions[number]
                    expression.id = shown.get("id")
                    if expression.failure is not None:
                        shown.update(verified=False, message=expression.failure)
            self._relay.pass_answer(request, response)

        self._relay.forward(request, answer, arguments={**arguments, "breakpoints": points})

    def _rewritten(self, point: dict[str, Any], source: dict[str, Any]) -> tuple[int | None, dict[str, Any]]:
        condition, message = ((point.get(name) or "").strip() for name in ("condition", "logMessage"))
        if not condition and not message:
            return None, point
        path, line = source.get("path", ""), point.get("line")
        kind = "log message" if message else "breakpoint"
        number = self._number(
            (path, line, condition, message),
            Expression(
                f"The {kind} at {PurePath(path).name}:{line}",
                "is incomplete" if message else "does not stop",
                {"source": source, "line": line},
            ),
        )
        if not message:
            return number, {**point, "condition": expressions.condition(number, condition)}
        # debugpy makes the message before it asks for the condition, and prints none that is empty.
        rest = {name: value for name, value in point.items() if name != "condition"}
        return number, {**rest, "logMessage": expressions.log_message(number, message, condition)}

    def _number(self, key: tuple[object, ...], expression: Expression) -> int:
        number = self._numbers.setdefault(key, len(self._numbers) + 1)
        self._expressions.setdefault(number, expression)
        return number

    def condition_failed(self, event: Message) -> None:
        """The probe tells that an expression raises: the user is told, and the breakpoint shows it."""
        body = event.get("body", {})
        expression = self._expressions.get(body.get("number", 0))
        if expression is None or expression.failure is not None:
            return
        expression.failure = f"{body['error']} (in: {body['text']})"
        self._say(f"{expression.what} {expression.loses}: {expression.failure}", **expression.place)
        if expression.id is not None:
            changed = {"id": expression.id, "verified": False, "message": expression.failure}
            self._relay.event(
                "breakpoint", {"reason": "changed", "breakpoint": {**changed, **expression.place}}
            )

    # Functions and layers

    def set_functions(self, request: Message) -> None:
        """`setFunctionBreakpoints`: names of layers are for the probe, of functions for debugpy, too."""
        layers: list[LayerBreakpoint] = []
        functions: dict[str, str] = {}
        answers = []
        for point in request.get("arguments", {}).get("breakpoints") or ():
            name = str(point.get("name", "")).strip()
            number = self._function_ids.get(name)
            if number is None:
                number = self._function_ids[name] = next(self._next_function_id)
            condition, hits = ((point.get(field) or "").strip() for field in ("condition", "hitCondition"))
            layer, problem = _layer(number, name, condition, hits)
            if layer is not None:
                layers.append(layer)
            is_function = name.isidentifier() and not keyword.iskeyword(name) and not problem_with_hits(hits)
            if is_function:
                functions[name] = self._function(number, name, condition, hits)
            answers.append(_function_answer(number, name, problem, is_function=is_function))
        self._functions = functions
        self._breakpoints.change(functions=layers)
        self._sent = self._wanted()

        def answer(response: Message) -> None:
            if response["success"]:
                self._relay.respond(request, {"breakpoints": answers})
            else:
                self._relay.pass_answer(request, response)

        self._relay.forward(request, answer, arguments=_arguments(self._sent))

    def begin(self) -> None:
        """The script is about to run: from here on debugpy is told of changes at once."""
        self._begun = True
        self.refresh()

    def refresh(self) -> None:
        """Breakpoints on layers may have changed elsewhere: debugpy is to stop at `call` for them, or not."""
        wanted = self._wanted()
        if self._begun and wanted != self._sent:
            self._sent = wanted
            self._relay.ask("setFunctionBreakpoints", _arguments(wanted), lambda _: None)

    def _function(self, id_: int, name: str, condition: str, hits: str) -> str:
        expression = Expression(f"The breakpoint on function {name}", "does not stop", {}, id_)
        number = self._number((name, condition, hits), expression)
        return expressions.function_entry(number, name, condition, hits)

    def _wanted(self) -> dict[str, str]:
        """Return the conditions of debugpy's function breakpoints, by name."""
        if not self._breakpoints.all().get("layers"):
            return self._functions
        ours = expressions.layer_entry()
        theirs = self._functions.get("call")
        return {**self._functions, "call": f"{ours} or {theirs}" if theirs else ours}


def _arguments(functions: dict[str, str]) -> dict[str, Any]:
    return {"breakpoints": [{"name": name, "condition": text} for name, text in functions.items()]}


def _layer(number: int, name: str, condition: str, hits: str) -> tuple[LayerBreakpoint | None, str | None]:
    """Return the breakpoint on layers of a name, or why there can be none."""
    if not name:
        return None, "Write the name of a layer or of a function"
    problem = (problem_with(condition, "layer") if condition else None) or problem_with_hits(hits)
    if problem is not None:
        return None, problem
    layer: LayerBreakpoint = {"id": number, "layer": name}
    if condition:
        layer["condition"] = condition
    if hits:
        layer["hitCondition"] = hits
    return layer, None


def _function_answer(number: int, name: str, problem: str | None, *, is_function: bool) -> dict[str, Any]:
    if problem is None:
        either = f"layers and functions named {name}" if is_function else f"layers that match {name}"
        return {"id": number, "verified": True, "message": f"Stops at the entry of {either}"}
    if is_function:
        return {"id": number, "verified": True, "message": f"Not for layers: {problem}"}
    return {"id": number, "verified": False, "message": problem}
