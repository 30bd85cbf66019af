"""Data breakpoints: what somebody points at in VARIABLES or WATCH is watched by the probe, not by debugpy."""

from __future__ import annotations

import itertools
from collections import defaultdict
from typing import TYPE_CHECKING, Any, cast

from pyadapter.adapter import expressions
from pyadapter.adapter.breakpoints import checked, problem_of
from pyadapter.protocol.targets import describe, is_target

if TYPE_CHECKING:
    from collections.abc import Callable

    from pyadapter.adapter.breakpoints import Breakpoints
    from pyadapter.adapter.containers import Containers
    from pyadapter.adapter.endpoint import Message
    from pyadapter.adapter.named_values import NamedValues
    from pyadapter.adapter.relay import Relay
    from pyadapter.protocol.generated import DataBreakpoint, TensorTargetBody

_FIRST_ID = 10_200_001
"""Ids of data breakpoints, apart from those on functions."""

_BETWEEN = "\n"
"""Parts a `dataId` into the target and what the user calls it: a client keeps nothing else for later runs."""

_NOT_WATCHED = "Tensors and variables can be watched, once training has made them"


class DataBreakpoints:
    """Handles `dataBreakpointInfo`, `setDataBreakpoints` and `keras/tensorTarget`.

    Args:
        relay: The way to client and debugpy.
        breakpoints: Takes the breakpoints.
        containers: Learns what the client is shown.
        values: Evaluates.
    """

    def __init__(
        self, relay: Relay, breakpoints: Breakpoints, containers: Containers, values: NamedValues
    ) -> None:
        self._relay = relay
        self._breakpoints = breakpoints
        self._containers = containers
        self._values = values
        self._ids: defaultdict[str, int] = defaultdict(itertools.count(_FIRST_ID).__next__)

    def variables(self, request: Message) -> None:
        """`variables`: remembered on its way."""
        container = request.get("arguments", {}).get("variablesReference")

        def answer(response: Message) -> None:
            self._containers.variables(container, response)
            self._relay.pass_answer(request, response)

        self._relay.forward(request, answer)

    def target(self, request: Message) -> None:
        """`keras/tensorTarget`: what a value would be watched as."""
        arguments = checked(request.get("arguments", {}), "TensorTargetArguments")
        self._resolve(arguments, lambda body: self._relay.respond(request, {**body}))

    def info(self, request: Message) -> None:
        """`dataBreakpointInfo`: whether a value can be watched, in DAP's words."""

        def answer(body: TensorTargetBody) -> None:
            target = body["target"]
            if target is None:
                information: dict[str, Any] = {"dataId": None, "description": body.get("why", _NOT_WATCHED)}
            else:
                information = {
                    "dataId": f"{target['target']}{_BETWEEN}{target['name']}",
                    "description": describe(target["target"], target["name"]),
                    "accessTypes": ["write"],
                    "canPersist": True,
                }
            self._relay.respond(request, information)

        self._resolve(request.get("arguments", {}), answer)

    def set(self, request: Message) -> None:
        """`setDataBreakpoints`: without a condition they stop at what is not finite, or at another shape."""
        breakpoints: list[DataBreakpoint] = []
        answers: list[dict[str, Any]] = []
        for point in request.get("arguments", {}).get("breakpoints") or ():
            identity = str(point.get("dataId", ""))
            number = self._ids[identity]
            target, _, name = identity.partition(_BETWEEN)
            problem = problem_of(point, "tensor")
            if problem is not None or not is_target(target):
                gone = "It was set on something that cannot be watched any more"
                message = problem["message"] if problem is not None else gone
                answers.append({"id": number, "verified": False, "message": message})
                continue
            watched: DataBreakpoint = {"id": number, "target": target, "changes": ["nonFinite", "shape"]}
            condition, hits = ((point.get(field) or "").strip() for field in ("condition", "hitCondition"))
            if name:
                watched["name"] = name
            if condition:
                watched["condition"] = condition
            if hits:
                watched["hitCondition"] = hits
            breakpoints.append(watched)
            waits = f"fulfils {condition}" if condition else "is not finite or changes its shape"
            answers.append({"id": number, "verified": True, "message": f"Stops when it {waits}"})
        self._breakpoints.change(data=breakpoints)
        self._relay.respond(request, {"breakpoints": answers})

    def _resolve(self, arguments: dict[str, Any], then: Callable[[TensorTargetBody], None]) -> None:
        """Find the target of a name in a frame or in a container, by an expression in the debuggee."""
        name = str(arguments.get("name", ""))
        named = self._values.find(name, arguments.get("frameId"), arguments.get("variablesReference"))
        if named is None:
            then({"target": None, "why": f"{name or 'This'} cannot be watched here: {_NOT_WATCHED}"})
            return

        def answer(found: Any, why: str) -> None:
            del why
            unknown: TensorTargetBody = {"target": None, "why": f"{name}: {_NOT_WATCHED}"}
            then(cast("TensorTargetBody", found) if isinstance(found, dict) else unknown)

        expression, frame = named
        self._values.ask(expressions.target(expression, name), frame, answer)
