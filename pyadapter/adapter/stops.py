"""Tensor stops: the finding of each, and what clients are shown of it instead of debugpy's exception."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from pyadapter.protocol.stop import stop_number

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pyadapter.protocol.generated import Finding

_LONGEST_BADGE = 30
"""Characters of the badge beside a thread in VS Code's call stack that a side bar of 300 pixels shows."""

_NOTE = re.compile(r"\s*\(note: full exception trace is shown but execution is paused at: [^)]*\)+")
_CURRENT_FRAME = " (Current frame)"
_ANSI = re.compile(r"\x1b\[[0-9;]*m")
"""Colours, which Keras puts into the texts of its errors, and VS Code shows as they are."""

_CHAINED = re.compile(r"^\[Chained Exc: (.*)\] ", re.DOTALL)
"""How the name of a frame begins that is of an earlier error: with the whole text of that error."""


class Stops:
    """The findings since the run last went on, by the numbers that the probe gave them."""

    def __init__(self) -> None:
        self._findings: dict[int, Finding] = {}

    def add(self, body: dict[str, Any]) -> None:
        """Take the body of the probe's event."""
        self._findings[body["number"]] = body["finding"]

    def find(self, description: object) -> Finding | None:
        """Return the finding of a stop by debugpy's description of it, None when it is not one of ours."""
        number = stop_number(description) if isinstance(description, str) else None
        return None if number is None else self._findings.get(number)

    def clear(self) -> None:
        """The run goes on: what was found belongs to the past."""
        self._findings.clear()


def badge(finding: Finding) -> str:
    """Return the badge of a stop, at most 30 characters."""
    return _cut(finding["title"])


def _cut(text: str) -> str:
    return text if len(text) <= _LONGEST_BADGE else text[: _LONGEST_BADGE - 1] + "…"


def python_exception_body(body: dict[str, Any]) -> dict[str, Any]:
    """Return the body of the `stopped` event of a Python exception: its text in one short line."""
    lines = str(body.get("description") or "").strip().splitlines()
    return {**body, "description": _cut(lines[0])} if lines else body


def stopped_body(body: dict[str, Any], finding: Finding) -> dict[str, Any]:
    """Return the body of the `stopped` event of a tensor stop."""
    return {**body, "reason": "exception", "description": badge(finding), "text": finding["title"]}


def exception_info(finding: Finding, frames: Iterable[dict[str, Any]]) -> dict[str, Any]:
    """Return the body of the `exceptionInfo` response of a tensor stop.

    Args:
        finding: What was found.
        frames: DAP stack frames, the innermost first; those of libraries are left out.
    """
    lines = [
        f'  File "{frame["source"]["path"]}", line {frame["line"]}, in {frame["name"]}\n'
        for frame in frames
        if frame.get("source", {}).get("path") and frame.get("presentationHint") != "subtle"
    ]
    # VS Code makes links of the lines of a Python traceback.
    trace = "Traceback (most recent call last):\n" + "".join(reversed(lines)) if lines else ""
    return {
        "exceptionId": finding["title"],
        "description": finding["message"],
        "breakMode": "always",
        "details": {"message": finding["message"], "typeName": finding["title"], "stackTrace": trace},
    }


def presentable(value: Any) -> Any:
    """Return texts, also those in lists and objects, as a client can show them.

    Without what pydevd adds about paused frames, without colours, and without the whole text of an error in
    the name of a frame.
    """
    if isinstance(value, str):
        plain = _ANSI.sub("", _NOTE.sub("", value).replace(_CURRENT_FRAME, ""))
        return _CHAINED.sub(lambda found: f"[{_cut(found[1].partition(chr(10))[0])}] ", plain)
    if isinstance(value, list):
        return [presentable(item) for item in value]
    if isinstance(value, dict):
        return {name: presentable(item) for name, item in value.items()}
    return value
