"""The line of a finding: a frame on top of the stack where the run stands elsewhere.

Gradients are computed after the calls they belong to have returned, and units, weights and losses are judged
between steps. At such a stop the stack knows only the line that trains, for most people `fit`; the line to
look at is the one of the forward op, or the one that made the layer.
"""

from __future__ import annotations

from pathlib import PurePath
from typing import TYPE_CHECKING, Any

from pyadapter.adapter.errors import FRAME_RETURNED, AdapterError

if TYPE_CHECKING:
    from pyadapter.adapter.endpoint import Message
    from pyadapter.protocol.generated import Finding

    Frame = dict[str, Any]

_FIRST_ID = 1 << 30
"""Frames of debugpy are numbered from 1."""


class FindingFrames:
    """The frames that were put on top, by thread, since the run last went on."""

    def __init__(self) -> None:
        self._findings: dict[int, Finding] = {}
        self._below: dict[int, int] = {}

    def add(self, thread: int, finding: Finding) -> None:
        """Take a finding that stopped a thread."""
        if "location" in finding:
            self._findings[thread] = finding

    def clear(self) -> None:
        """The run goes on."""
        self._findings.clear()
        self._below.clear()

    def on(self, thread: object) -> bool:
        """Whether a frame may be put on the stack of a thread."""
        return thread in self._findings

    def put(self, thread: int, frames: list[Frame]) -> list[Frame]:
        """Put the frame on a whole stack, unless the innermost frame is at that line anyway."""
        finding = self._findings[thread]
        location = finding["location"]
        if not frames:
            return frames
        top = frames[0]
        if (top.get("source", {}).get("path"), top["line"]) == (location["file"], location["line"]):
            return frames
        number = _FIRST_ID + thread
        self._below[number] = top["id"]
        name = location.get("function") or PurePath(location["file"]).name
        frame = {
            "id": number,
            "name": f"{name} ({_remark(finding)})",
            "source": {"name": PurePath(location["file"]).name, "path": location["file"]},
            "line": location["line"],
            "column": 1,
        }
        return [frame, *frames]

    def arguments(self, request: Message) -> dict[str, Any] | None:
        """Return the arguments of a request for debugpy, which does not know the frame.

        Raises:
            AdapterError: The request is about variables of the frame, which are gone. What is typed into
                the console is evaluated in the frame below.
        """
        arguments: dict[str, Any] | None = request.get("arguments")
        below = self._below.get((arguments or {}).get("frameId", 0))
        if arguments is None or below is None:
            return arguments
        if request["command"] in {"evaluate", "completions"} and arguments.get("context", "repl") == "repl":
            return {**arguments, "frameId": below}
        raise AdapterError(FRAME_RETURNED)

    def is_one(self, frame: object) -> bool:
        """Whether a frame is one of these."""
        return frame in self._below


def _remark(finding: Finding) -> str:
    if finding["kind"] not in {"nan", "inf"}:
        return "made here"  # the layer, or the gradient, that the finding is about
    return "returned: its gradient" if finding["phase"] == "backward" else "returned"
