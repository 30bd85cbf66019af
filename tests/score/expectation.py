"""What a program of the score set says of itself, in comments.

A set is a folder with `faulty/*.py` and `healthy/*.py`. A faulty program has a line `# cause: ID`, the cause
to be told first (`ID|ID` where several are right), and ends the lines where the fix belongs with `# @here`.
The first line of its docstring says what is wrong. A healthy program says nothing: it must get no finding.
"""

from __future__ import annotations

import ast
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

MARK = "# @here"


@dataclass(frozen=True)
class Expectation:
    """A program and what is right to say of it.

    Attributes:
        path: The program.
        causes: The causes of which one is right to be told first; none: it is healthy.
        lines: Lines of the program, counted from 1, where the fix belongs.
        summary: What is wrong with it, or why nothing is.
    """

    path: Path
    causes: frozenset[str]
    lines: frozenset[int]
    summary: str

    @property
    def name(self) -> str:
        """Folder and name, as in `faulty/softmax_of_one`."""
        return f"{self.path.parent.name}/{self.path.stem}"

    @property
    def faulty(self) -> bool:
        """Whether something is to be found."""
        return bool(self.causes)


def read(path: Path) -> Expectation:
    """Read a program's expectation.

    Raises:
        ValueError: A faulty program without a cause or a mark, or a healthy one with either.
    """
    text = path.read_text(encoding="utf-8")
    named = re.search(r"^# cause: *(\S+) *$", text, re.MULTILINE)
    causes = frozenset(named[1].split("|") if named else ())
    lines = [number for number, line in enumerate(text.splitlines(), start=1) if line.endswith(MARK)]
    summary = (ast.get_docstring(ast.parse(text)) or "").partition("\n")[0]
    if path.parent.name == "faulty" and not (causes and lines and summary):
        raise ValueError(f"{path} needs a docstring, a line `# cause: …` and a line with `{MARK}`")
    if path.parent.name == "healthy" and (causes or lines):
        raise ValueError(f"{path} is healthy and expects a finding")
    return Expectation(path, causes, frozenset(lines), summary)


def read_set(directory: Path) -> list[Expectation]:
    """Read a set's programs, the faulty ones first."""
    return [
        read(path) for folder in ("faulty", "healthy") for path in sorted((directory / folder).glob("*.py"))
    ]
