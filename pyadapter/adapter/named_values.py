"""Values that the client names, in a frame or in a container of VARIABLES: evaluated where they are."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from pyadapter.adapter.errors import AdapterError
from pyadapter.adapter.probe import evaluated_text

if TYPE_CHECKING:
    from collections.abc import Callable

    from pyadapter.adapter.containers import Containers
    from pyadapter.adapter.endpoint import Message
    from pyadapter.adapter.finding_frames import FindingFrames
    from pyadapter.adapter.relay import Relay


class NamedValues:
    """Puts questions about values to the probe, in the frame that has the values.

    Args:
        relay: The way to debugpy.
        containers: Knows what the client has been shown.
        finding_frames: Frames that debugpy does not know.
    """

    def __init__(self, relay: Relay, containers: Containers, finding_frames: FindingFrames) -> None:
        self._relay = relay
        self._containers = containers
        self._finding_frames = finding_frames

    def find(self, name: str, frame: int | None, container: int | None) -> tuple[str, int] | None:
        """Return an expression for a value and the frame that it is good in.

        Args:
            name: An expression, or with a container the name in it.
            frame: Where the expression is to be evaluated.
            container: As DAP's `variablesReference`; None for an expression.

        Returns:
            None for what was not shown, and for what is no expression.
        """
        found = (name, frame) if container is None else self._containers.find(container, name)
        if found is None or found[1] is None or not _is_expression(found[0]):
            return None
        return found[0], found[1]

    def ask(self, question: str, frame: int, then: Callable[[Any, str], None]) -> None:
        """Evaluate a question to the probe.

        Args:
            question: An expression that is JSON.
            frame: Where to evaluate it.
            then: Gets the answer, None where there is none, and why there is none.
        """
        request = {"command": "evaluate", "arguments": {"frameId": frame, "context": "clipboard"}}
        try:
            arguments = self._finding_frames.arguments(request) or {}
        except AdapterError as error:
            then(None, str(error))
            return

        def evaluated(response: Message) -> None:
            said = evaluated_text(response) if response["success"] else str(response.get("message") or "")
            try:
                then(json.loads(said), "")
            except ValueError:  # pydevd answers with a traceback
                lines = said.strip().splitlines() or ["it cannot be evaluated here"]
                then(None, lines[-1].strip())

        # This context is the one whose texts pydevd does not cut.
        self._relay.ask("evaluate", {**arguments, "expression": question}, evaluated)


def _is_expression(text: str) -> bool:
    try:
        compile(text, "<expression>", "eval")
    except (SyntaxError, ValueError):
        return False
    return True
