"""What a stream can show: colours, width, and characters beyond ASCII."""

from __future__ import annotations

import os
import sys
import textwrap
from dataclasses import dataclass, field
from typing import TextIO

WIDEST = 100
"""Columns that text is wrapped at, also where nobody says how wide the paper is: a file, a log of CI."""

NARROWEST = 50
"""A terminal that is narrower breaks the lines itself."""

_PLAIN = str.maketrans({
    "●": "*", "│": "|", "└": "`", "─": "-", "…": "...", "·": "-", "⚠": "!", "∈": "in ", "×": "x", "−": "-",
    "μ": "mean", "σ": "std", "▁": "_", "▂": ".", "▃": "-", "▄": ":", "▅": "=", "▆": "+", "▇": "*", "█": "#",
    "≥": ">=", "≤": "<=", "±": "+-", "→": "->", "✓": "ok", "✗": "x",
})  # fmt: skip
"""What stands for the characters of reports where the encoding has none for them, as on Windows in a file."""


@dataclass(frozen=True)
class Style:
    """ANSI codes, empty where there shall be no colours."""

    bad: str = ""
    strong: str = ""
    faint: str = ""
    good: str = ""
    note: str = ""
    end: str = ""

    @classmethod
    def of(cls, stream: TextIO) -> Style:
        """Return colours for a terminal; none for a file, nor where NO_COLOR is set (no-color.org).

        FORCE_COLOR asks for them everywhere, as logs of CI systems show them.
        """
        if os.environ.get("NO_COLOR"):
            return cls()
        forced = os.environ.get("FORCE_COLOR", "") not in {"", "0"}
        if not forced and (os.environ.get("TERM") == "dumb" or not stream.isatty()):
            return cls()
        understand_codes()
        return cls("\033[1;31m", "\033[1m", "\033[2m", "\033[32m", "\033[36m", "\033[0m")


@dataclass(frozen=True)
class Page:
    """Where a report is written.

    Attributes:
        style: Its colours.
        width: Columns.
    """

    style: Style = field(default_factory=Style)
    width: int = WIDEST

    @classmethod
    def of(cls, stream: TextIO) -> Page:
        """Return what a stream can show."""
        return cls(Style.of(stream), max(NARROWEST, min(WIDEST, columns(stream))))

    def wrapped(self, text: str, indent: str, following: str | None = None) -> list[str]:
        """Return a sentence as lines of the page, each indented; names and paths are not broken.

        Args:
            text: The sentence.
            indent: Before the first line.
            following: Before the others; by default the same.
        """
        return textwrap.wrap(
            text,
            self.width,
            initial_indent=indent,
            subsequent_indent=indent if following is None else following,
            break_long_words=False,
            break_on_hyphens=False,
        )


def understand_codes() -> None:
    """Make the console of Windows understand ANSI codes; others do."""
    if sys.platform == "win32":
        os.system("")  # noqa: S605, S607 -- known for this effect; runs nothing


def columns(stream: TextIO) -> int:
    """Return how many characters a line of a stream has: COLUMNS, or the terminal's own."""
    given = os.environ.get("COLUMNS", "")
    if given.isdecimal() and int(given) > 0:
        return int(given)
    try:
        return os.get_terminal_size(stream.fileno()).columns or WIDEST
    except (OSError, ValueError):  # no terminal, or no file at all
        return WIDEST


def say(stream: TextIO, text: str) -> None:
    """Write a text at once, in characters that the stream has."""
    stream.write(fitting(text, getattr(stream, "encoding", None) or "utf-8"))
    stream.flush()


def fitting(text: str, encoding: str) -> str:
    """Return a text in plain characters where the encoding cannot spell it."""
    try:
        text.encode(encoding)
    except UnicodeEncodeError:
        return text.translate(_PLAIN)
    return text
