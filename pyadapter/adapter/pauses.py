"""Stops at breakpoints on layers and data, as the probe announces them and as clients are shown them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pyadapter.protocol.stop import stop_number

if TYPE_CHECKING:
    from pyadapter.protocol.generated import PauseEvent

_FUNCTION = "function breakpoint"
_SCOPES = {_FUNCTION: "Call", "data breakpoint": "Watched"}
"""Where debugpy stops by itself, the variables of the frame are what there is to see."""


class Pauses:
    """The pauses that the probe has announced since the run last went on."""

    def __init__(self) -> None:
        self._by_number: dict[int, PauseEvent] = {}
        self._threads: dict[int, PauseEvent] = {}
        self._innermost: dict[int, str] = {}

    def add(self, pause: PauseEvent) -> None:
        """Take what the probe announces."""
        self._by_number[pause["number"]] = pause

    def take(self, body: dict[str, Any]) -> PauseEvent | None:
        """Return what belongs to a `stopped` event of debugpy, None when it is not a stop of ours."""
        description = body.get("description")
        number = stop_number(description) if isinstance(description, str) else None
        if number is None and body.get("reason") == _FUNCTION:
            number = 0  # debugpy stops by itself where a function begins, right after it was announced
        pause = None if number is None else self._by_number.pop(number, None)
        if pause is not None and number:
            self._threads[body["threadId"]] = pause
        return pause

    def stack(self, thread: int, start: int, frames: list[dict[str, Any]]) -> None:
        """Take in a part of the stack of a thread that is shown."""
        scope = _SCOPES.get(self._threads[thread]["reason"]) if thread in self._threads else None
        if scope is not None and not start and frames:
            self._innermost[frames[0]["id"]] = scope

    def scope(self, frame: int | None) -> str | None:
        """Return the name of what is shown beside the variables of a frame, None for most frames."""
        return None if frame is None else self._innermost.get(frame)

    def clear(self) -> None:
        """The run goes on."""
        self._by_number.clear()
        self._threads.clear()
        self._innermost.clear()


def paused_body(body: dict[str, Any], pause: PauseEvent) -> dict[str, Any]:
    """Return the body of the `stopped` event of a pause."""
    shown = {**body, "reason": pause["reason"], "description": pause["title"], "text": pause["message"]}
    if "breakpoint" in pause:  # None led to a pause that the user asked for.
        shown["hitBreakpointIds"] = [pause["breakpoint"]]
    return shown
