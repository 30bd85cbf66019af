"""Hints: what is a matter of taste is told in the Debug Console, beside the line that it is about."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pyadapter.adapter.endpoint import Message
    from pyadapter.adapter.relay import Relay


class Hints:
    """Shows hints as they come."""

    def __init__(self, relay: Relay) -> None:
        self._relay = relay

    def given(self, message: Message) -> None:
        """Tell of one: quietly, as no notification, and to the client's panels as it is."""
        hint = message["body"]["hint"]
        output: dict[str, Any] = {
            "category": "console",
            "output": f"hint: {hint['message']}\n      {_indented(hint['fix'])}\n",
        }
        place = hint.get("location")
        if place is not None:
            # VS Code shows it as a link at the end of the line.
            output |= {"source": {"path": place["file"]}, "line": place["line"]}
        self._relay.event("output", output)
        self._relay.pass_on(message)


def _indented(fix: str) -> str:
    return "\n      ".join(fix.splitlines())
