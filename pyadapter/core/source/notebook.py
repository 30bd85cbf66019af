"""Notebooks: their cells one after the other as one file, without what only IPython understands."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

_SHELL = re.compile(r"^\s*(?:[%!]|\?{1,2}\w|\w[\w.]*\?{1,2}\s*$)")
_WHOLE = re.compile(r"^\s*%%(?!time|capture|timeit)\w+")
"""A cell in another language: `%%bash`, `%%html`."""


@dataclass(frozen=True)
class Joined:
    """The cells of a notebook.

    Attributes:
        text: All of them.
        starts: The line, 1-based, that each begins in.
    """

    text: str
    starts: tuple[int, ...]

    def cell_of(self, line: int) -> tuple[int, int]:
        """Return which cell a line is in, and which line of it, 1-based."""
        cell = max(0, bisect_right(self.starts, line) - 1)
        return cell, line - self.starts[cell] + 1


def join(cells: Sequence[str]) -> Joined:
    """Join cells; lines that are no Python are left empty, so that lines stay counted."""
    starts: list[int] = []
    lines: list[str] = []
    for cell in cells:
        starts.append(len(lines) + 1)
        own = cell.replace("\r\n", "\n").split("\n")
        foreign = bool(own) and _WHOLE.match(own[0]) is not None
        lines += ["" if foreign or _SHELL.match(line) else line for line in own]
    return Joined("\n".join(lines), tuple(starts))
