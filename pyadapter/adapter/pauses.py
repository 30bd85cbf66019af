"""Stops at breakpoints on layers and data, as the probe announces them and as clients are shown them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pyadapter.protocol.stop import stop_number

if TYPE_CHECKING:
    from pyadapter.protocol.generated import PauseEvent

_FUNCTION = "function breakpoint"


class Pauses:
    """The pauses that the probe has announced since the run last went on."""

    def __init__(self) -> None:
        self._by_number: dict[int, PauseEvent] = {}

    def add(self, pause: PauseEvent) -> None:
        """Take what the probe announces."""
        self._by_number[pause["number"]] = pause

    def take(self, body: dict[str, Any]) -> PauseEvent | None:
        """Return what belongs to a `stopped` event of debugpy, None when it is not a stop of ours."""
        description = body.get("description")
        number = stop_number(description) if isinstance(description, str) else None
        if number is None and body.get("reason") == _FUNCTION:
            number = 0  # debugpy stops by itself where a function begins, right after it was announced
        return None if number is None else self._by_number.pop(number, None)

    def clear(self) -> None:
        """The run goes on."""
        self._by_number.clear()


def paused_body(body: dict[str, Any], pause: PauseEvent) -> dict[str, Any]:
    """Return the body of the `stopped` event of a pause."""
    return {
        **body,
        "reason": pause["reason"],
        "description": pause["title"],
        "text": pause["message"],
        "hitBreakpointIds": [pause["breakpoint"]],
    }
