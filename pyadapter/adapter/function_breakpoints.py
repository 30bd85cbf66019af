"""Breakpoints on functions and layers: a name can mean either, so the probe and debugpy are both told."""

from __future__ import annotations

import itertools
import keyword
from collections import defaultdict
from typing import TYPE_CHECKING, Any

from pyadapter.adapter import expressions
from pyadapter.adapter.breakpoints import problem_of
from pyadapter.adapter.user_expressions import UserExpression
from pyadapter.core.hits import problem_with_hits

if TYPE_CHECKING:
    from pyadapter.adapter.breakpoints import Breakpoints
    from pyadapter.adapter.endpoint import Message
    from pyadapter.adapter.relay import Relay
    from pyadapter.adapter.user_expressions import UserExpressions
    from pyadapter.protocol.generated import LayerBreakpoint

_FIRST_ID = 10_100_001
"""Ids of breakpoints on functions, far from those that debugpy counts up and from exception filters'."""


class FunctionBreakpoints:
    """Handles `setFunctionBreakpoints`.

    Args:
        relay: The way to client and debugpy.
        breakpoints: Takes the breakpoints on layers.
        user_expressions: Takes the conditions.
    """

    def __init__(self, relay: Relay, breakpoints: Breakpoints, user_expressions: UserExpressions) -> None:
        self._relay = relay
        self._breakpoints = breakpoints
        self._expressions = user_expressions
        self._ids: defaultdict[str, int] = defaultdict(itertools.count(_FIRST_ID).__next__)
        self._functions: dict[str, str] = {}
        self._sent: dict[str, str] = {}
        self._begun = False

    def set(self, request: Message) -> None:
        """`setFunctionBreakpoints`: names of layers are for the probe, of functions for debugpy, too."""
        layers: list[LayerBreakpoint] = []
        functions: dict[str, str] = {}
        answers = []
        for point in request.get("arguments", {}).get("breakpoints") or ():
            name = str(point.get("name", "")).strip()
            number = self._ids[name]
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
        expression = UserExpression(f"The breakpoint on function {name}", "does not stop", {}, id_)
        number = self._expressions.number((name, condition, hits), expression)
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
    problem = problem_of({"condition": condition, "hitCondition": hits}, "layer")
    if problem is not None:
        return None, problem["message"]
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
