"""The report for people: a finding with the line of source it is about, in colour where that is wanted."""

from __future__ import annotations

import linecache
import os
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pyadapter.core.finding import Finding, Location
    from pyadapter.protocol.convert import Ended

CONTEXT = 2
"""Lines of source before and after the guilty one."""


@dataclass(frozen=True)
class Style:
    """ANSI codes, empty where there shall be no colours."""

    bad: str = ""
    strong: str = ""
    faint: str = ""
    good: str = ""
    end: str = ""

    @classmethod
    def of(cls, stream: TextIO) -> Style:
        """Return colours for a terminal, none for a file or where NO_COLOR is set (no-color.org)."""
        if os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb" or not stream.isatty():
            return cls()
        if sys.platform == "win32":
            os.system("")  # noqa: S605, S607 -- makes the Windows console understand the codes; runs nothing
        return cls("\033[1;31m", "\033[1m", "\033[2m", "\033[32m", "\033[0m")


def finding_text(finding: Finding, style: Style) -> str:
    """Return the report of one finding.

    Args:
        finding: What was found.
        style: The colours.

    Returns:
        Several lines: headline, message, what else was seen, source.
    """
    lines = [f"{style.bad}● {finding.title}{style.end}"]
    message = finding.message.splitlines()
    # The message has as many lines as VS Code's widget shows well; a terminal has room for the rest.
    message += [line for line in finding.evidence if line not in message]
    lines += [f"  {line}" for line in message]
    if finding.location is not None:
        lines += ["", *source(finding.location, style)]
    for cause in finding.causes:
        if cause.location is not None and cause.location != finding.location:
            lines += ["", f"  {style.faint}{cause.message}{style.end}", *source(cause.location, style)]
    return "\n".join(lines)


def source(location: Location, style: Style) -> list[str]:
    """Return the lines around a location, the guilty one marked."""
    lines = [f"  {style.strong}{shown_path(location.file)}:{location.line}{style.end}"]
    for number in range(max(1, location.line - CONTEXT), location.line + CONTEXT + 1):
        text = linecache.getline(location.file, number).rstrip()
        if not text and number != location.line:
            continue
        if number == location.line:
            lines.append(f"  {style.bad}> {number:4d} | {text}{style.end}")
        else:
            lines.append(f"  {style.faint}  {number:4d} | {text}{style.end}")
    return lines


def shown_path(file: str) -> str:
    """Return a path as it is shortest to read: relative to the working directory when it is below it."""
    try:
        return str(Path(file).resolve().relative_to(Path.cwd()))
    except ValueError:
        return file


def ending(findings: Sequence[Finding], ended: Ended, style: Style) -> str:
    """Return the last line: how many findings, and how the script ended."""
    how = {
        "completed": "the script ended well",
        "stopped": "the run was ended at the finding",
        "exception": "the script ended with an error",
        "interrupted": "the run was interrupted",
    }[ended]
    if not findings:
        colour = style.good if ended == "completed" else style.strong
        return f"{colour}keras-debug: no finding, {how}.{style.end}"
    count = "1 finding" if len(findings) == 1 else f"{len(findings)} findings"
    return f"{style.bad}keras-debug: {count}, {how}.{style.end}"
