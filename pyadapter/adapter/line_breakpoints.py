"""Breakpoints on lines: debugpy's, with conditions and log messages that know tensors."""

from __future__ import annotations

from pathlib import PurePath
from typing import TYPE_CHECKING, Any

from pyadapter.adapter import expressions
from pyadapter.adapter.user_expressions import UserExpression

if TYPE_CHECKING:
    from pyadapter.adapter.endpoint import Message
    from pyadapter.adapter.relay import Relay
    from pyadapter.adapter.user_expressions import UserExpressions


class LineBreakpoints:
    """Handles `setBreakpoints`.

    Args:
        relay: The way to client and debugpy.
        user_expressions: Takes the conditions and log messages.
    """

    def __init__(self, relay: Relay, user_expressions: UserExpressions) -> None:
        self._relay = relay
        self._expressions = user_expressions

    def set(self, request: Message) -> None:
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
        number = self._expressions.number(
            (path, line, condition, message),
            UserExpression(
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
