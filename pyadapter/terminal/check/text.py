"""What `keras-debug check` prints: a line that terminals make a link of, the code, the fix."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from pyadapter.terminal.check.checking import ORDER

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pyadapter.core.source.diagnostic import Diagnostic, Level
    from pyadapter.terminal.check.checking import Checked
    from pyadapter.terminal.style import Style

_LONGEST = 160
"""Characters of a line that are shown: data is written in lines of any length."""

_BEFORE = 40
"""Of these, at most so many before the place."""

_NAMES: dict[Level, str] = {"error": "error", "warning": "warning", "information": "remark", "hint": "hint"}


def place_of(checked: Checked, diagnostic: Diagnostic) -> str:
    """Return the place of a diagnostic, `train.py:12:4`, of a notebook with the cell, both counted from 1."""
    span = diagnostic.span
    cells = checked.content.cells
    if cells is None:
        return f"{checked.path}:{span.line}:{span.column + 1}"
    cell, line = cells.cell_of(span.line)
    return f"{checked.path}:cell {cell + 1}:{line}:{span.column + 1}"


def diagnostic_text(checked: Checked, each: Diagnostic, style: Style) -> Iterator[str]:
    """List the lines about a diagnostic."""
    colour = style.bad if each.level in {"error", "warning"} else style.note
    yield (
        f"{style.strong}{place_of(checked, each)}{style.end}: "
        f"{colour}{each.level}{style.end} {style.strong}{each.code}{style.end}: {each.message}"
    )
    span = each.span
    code = checked.lines[span.line - 1] if 0 < span.line <= len(checked.lines) else ""
    if code.strip():
        number = span.line if checked.content.cells is None else checked.content.cells.cell_of(span.line)[1]
        length = span.end_column - span.column if span.line == span.end_line else len(code) - span.column
        begin = max(0, span.column - _BEFORE) if len(code) > _LONGEST else 0
        shown = code[begin : begin + _LONGEST].rstrip()
        before = "".join(each if each == "\t" else " " for each in code[begin : span.column])
        marks = "^" * max(1, min(length, len(shown) - len(before)))
        yield f"{style.faint}{number:>6} │{style.end} {shown}"
        yield f"{style.faint}       │{style.end} {before}{colour}{marks}{style.end}"
    if each.fix:
        by_itself = (
            f" {style.faint}(--fix writes it){style.end}" if any(f.preferred for f in each.fixes) else ""
        )
        first, *more = each.fix.splitlines()
        yield f"   fix: {style.good}{first}{style.end}{by_itself}"
        yield from (f"        {style.good}{line}{style.end}" for line in more)


def counted(number: int, name: str) -> str:
    """Return `1 file`, `2 files`."""
    return f"{number} {name}{'' if number == 1 else 's'}"


def summary(files: Sequence[Checked], count: int, hidden: int, style: Style) -> str:
    """Return the last line.

    Args:
        files: Those that could be checked.
        count: Of all files that were looked at.
        hidden: How many hints were not shown.
        style: Colours.
    """
    levels = Counter(each.level for checked in files for each in checked.diagnostics)
    shown = [
        counted(levels[level], _NAMES[level])
        for level in ORDER
        if levels[level] and not (level == "hint" and hidden)
    ]
    where = f" in {counted(count, 'file')}"
    text = f"{style.strong}{', '.join(shown) or 'Nothing found'}{style.end}{where}."
    return f"{text} {counted(hidden, 'hint')} with --hints." if hidden else text
