"""Debuggees with names for their lines."""

from __future__ import annotations

import re
import textwrap
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path


@dataclass(frozen=True, eq=False)
class Script:
    """A Python file; `# @name` in a line gives that line a name."""

    path: Path
    lines: dict[str, int]

    def __fspath__(self) -> str:
        return str(self.path)

    def __getitem__(self, name: str) -> int:
        return self.lines[name]


def write_script(directory: Path, source: str, name: str = "train.py") -> Script:
    """Write an indented source text as a script."""
    text = textwrap.dedent(source).lstrip("\n")
    path = directory / name
    path.write_text(text, encoding="utf-8")
    return script_at(path)


def script_at(path: Path) -> Script:
    """Take a script that is there."""
    lines = {
        mark: number
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        for mark in re.findall(r"#.*?@(\w+)", line)
    }
    return Script(path, lines)
