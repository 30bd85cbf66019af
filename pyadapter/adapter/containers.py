"""Containers in VARIABLES: DAP names a value by its container, debugpy by an expression in a frame."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pyadapter.adapter.endpoint import Message


class Containers:
    """What the client has been shown in VARIABLES: how to evaluate it, and in which frame."""

    def __init__(self) -> None:
        self._frames: dict[int, int] = {}
        self._expressions: dict[tuple[int, str], str] = {}

    def scopes(self, frame: int | None, response: Message) -> None:
        """Take in the scopes of a frame."""
        for scope in response.get("body", {}).get("scopes", ()):
            if frame is not None:
                self._frames[scope["variablesReference"]] = frame

    def variables(self, container: int | None, response: Message) -> None:
        """Take in the variables of a scope or of another variable."""
        if container is None or container not in self._frames:
            return
        for variable in response.get("body", {}).get("variables", ()):
            if variable.get("evaluateName"):
                self._expressions[container, variable["name"]] = variable["evaluateName"]
            if variable.get("variablesReference"):
                self._frames[variable["variablesReference"]] = self._frames[container]

    def clear(self) -> None:
        """The run goes on: what was shown is no more."""
        self._frames.clear()
        self._expressions.clear()

    def find(self, container: int, name: str) -> tuple[str, int] | None:
        """Return the expression and the frame of a variable, None when it was not shown."""
        expression, frame = self._expressions.get((container, name)), self._frames.get(container)
        return None if expression is None or frame is None else (expression, frame)
