"""Lines of the user's source in a report: the guilty one marked, with tensors under it as a compiler does."""

from __future__ import annotations

import ast
import linecache
import re
import textwrap
import warnings
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from pyadapter.core.finding import Location
    from pyadapter.terminal.style import Page

CONTEXT = 2
"""Lines of source before and after the guilty one."""

LONGEST_STATEMENT = 5
"""Lines that are shown of a call that goes over several."""

_GUTTER = 6
"""Columns of the number of a line, of the mark before it, and of the margin."""


@dataclass(frozen=True)
class Note:
    """A tensor under a line.

    Attributes:
        name: As the line spells it, or in words.
        text: What it is like.
        bad: Whether it is what the finding is about.
    """

    name: str
    text: str
    bad: bool = False


def shown_path(file: str) -> str:
    """Return a path as it is shortest to read: relative to the working directory when it is below it."""
    try:
        return str(Path(file).resolve().relative_to(Path.cwd()))
    except (OSError, ValueError):
        return file


def place(location: Location, page: Page) -> str:
    """Return the line that names a place, as editors and terminals make links of it."""
    within = f" {page.style.faint}in {location.function}{page.style.end}" if location.function else ""
    return f"  {page.style.strong}{shown_path(location.file)}:{location.line}{page.style.end}{within}"


def frame(location: Location, page: Page, notes: Sequence[Note] = ()) -> list[str]:
    """Return the lines around a place, the guilty one marked, what is known of its tensors under it.

    Args:
        location: The place.
        page: Where it is written.
        notes: The tensors.
    """
    lines = [place(location, page)]
    before = range(max(1, location.line - CONTEXT), location.line)
    last = _end_of(location)
    for number in (*before, *range(location.line, last + 1)):
        lines += _line(location.file, number, page, guilty=location.line <= number <= last)
    lines += _under(_text(location.file, location.line), notes, page)
    for number in range(last + 1, last + CONTEXT + 1):
        lines += _line(location.file, number, page)
    return lines


def statement(location: Location, page: Page) -> list[str]:
    """Return the guilty lines alone."""
    shown = range(location.line, _end_of(location) + 1)
    return [line for number in shown for line in _line(location.file, number, page, guilty=True)]


def fix(text: str, page: Page, indent: str = "") -> list[str]:
    """Return what to write instead, beside the margin where the numbers of lines stand.

    Args:
        text: Code or a sentence.
        page: Where it is written.
        indent: What the code begins with that it replaces.
    """
    first, blank = f"{'fix':>{_GUTTER}} │ ", f"{'':>{_GUTTER}} │ "
    style = page.style
    lines: list[str] = []
    for line in text.splitlines():
        prose = textwrap.wrap(line, page.width - len(blank), break_long_words=False, break_on_hyphens=False)
        lines += [indent + line] if _is_code(line) else prose
    return [f"{style.good}{blank if number else first}{line}{style.end}" for number, line in enumerate(lines)]


def indent_of(location: Location) -> str:
    """Return the white space that a line begins with."""
    text = _text(location.file, location.line)
    return text[: len(text) - len(text.lstrip())]


def _line(file: str, number: int, page: Page, *, guilty: bool = False) -> list[str]:
    text, style = _text(file, number), page.style
    if guilty:
        margin = f"{style.bad}{'>':>3}{number:>{_GUTTER - 3}} │{style.end}"
        return [f"{margin} {style.strong}{text}{style.end}".rstrip()]
    return [f"{style.faint}{number:>{_GUTTER}} │ {text}{style.end}"] if text else []


def _text(file: str, number: int) -> str:
    return linecache.getline(file, number).rstrip().expandtabs(4)


def _under(code: str, notes: Sequence[Note], page: Page) -> list[str]:
    if not notes:
        return []
    style = page.style
    blank = f"{' ' * _GUTTER} {style.faint}│{style.end} "
    lines = [f"{blank}{marks}"] if (marks := _marks(code, notes, page)) else []
    width = max(len(note.name) for note in notes)
    for note in notes:
        colour = style.bad if note.bad else style.note
        text = _fitted(note.text, page.width - _GUTTER - 3 - width - 2)
        lines.append(f"{blank}{colour}{note.name:<{width}}  {text}{style.end}")
    return lines


def _marks(code: str, notes: Iterable[Note], page: Page) -> str:
    """Underline the names of tensors in a line of code: `^` the bad ones, `~` the others."""
    marks = [" "] * len(code)
    written = code.partition("#")[0]
    for note in sorted(notes, key=lambda note: note.bad):
        for found in re.finditer(rf"(?<![\w.\"']){re.escape(note.name)}(?![\w\"'])", written):
            marks[found.start() : found.end()] = ("^" if note.bad else "~") * len(note.name)
    style = page.style
    line = "".join(marks).rstrip()
    line = re.sub(r"\^+", lambda found: f"{style.bad}{found[0]}{style.end}", line)
    return re.sub(r"~+", lambda found: f"{style.note}{found[0]}{style.end}", line)


_MOMENTS = re.compile(r" μ \S+ σ \S+")


def _fitted(line: str, width: int) -> str:
    """Shorten the digest of a tensor; the moments go first, the bars of the histogram stay."""
    if len(line) > width:
        line = _MOMENTS.sub("", line)
    return line if len(line) <= width else f"{line[: width - 1]}…"


def _end_of(location: Location) -> int:
    """Return the last line of the expression or simple statement that begins in a line."""
    tree = _parsed("".join(linecache.getlines(location.file)))
    if tree is None:
        return location.line
    ends = [
        node.end_lineno or node.lineno
        for node in ast.walk(tree)
        if isinstance(node, (ast.expr, ast.Assign, ast.AugAssign, ast.AnnAssign, ast.Return))
        and node.lineno == location.line
    ]
    end = max(ends, default=location.line)
    # Of what is longer, its first line says more than a part of it.
    return end if end - location.line < LONGEST_STATEMENT else location.line


def _is_code(line: str) -> bool:
    return _parsed(line.strip()) is not None


def _parsed(source: str) -> ast.Module | None:
    with warnings.catch_warnings():
        # Python has told of these when it ran the script.
        warnings.simplefilter("ignore")
        try:
            return ast.parse(source)
        except (SyntaxError, ValueError):
            return None
