"""Comments that leave diagnostics out: `# keras-debug: ignore[code]`, `# keras-debug: ignore-file[code]`."""

from __future__ import annotations

import ast
import re
from typing import TYPE_CHECKING

from pyadapter.core.source.checks import BY_CODE
from pyadapter.core.source.diagnostic import Diagnostic, Edit, Fix
from pyadapter.core.source.span import Span

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pyadapter.core.source.module import Module

_COMMENT = re.compile(r"#\s*keras-debug:\s*(ignore(?:-file)?)\b(?:\[([^\]]*)\])?")
_MARK = "keras-debug:"
UNKNOWN_IGNORE = "unknown-ignore"


class Ignored:
    """What the comments of a file leave out.

    Args:
        module: The file.
    """

    def __init__(self, module: Module) -> None:
        self._module = module
        self._lines: dict[int, frozenset[str] | None] = {}
        self._file: set[str] = set()
        self._whole = False
        self._unknown: list[Diagnostic] = []
        if _MARK in module.text:
            for line, column, text in _comments(module):
                self._take(line, column, text)

    def holds(self, diagnostic: Diagnostic) -> bool:
        """Whether a diagnostic is left out: on its own line, or on the first one of its statement."""
        if self._whole or diagnostic.code in self._file:
            return True
        if not self._lines:
            return False
        span = diagnostic.span
        if not self._lines:
            return False
        for line in {span.line, span.end_line, self._first_line(span.line)}:
            codes = self._lines.get(line, frozenset())
            if codes is None or diagnostic.code in codes:
                return True
        return False

    def unknown(self) -> list[Diagnostic]:
        """Return a diagnostic for each code in a comment that is none."""
        return self._unknown

    def _first_line(self, line: int) -> int:
        """Return the first line of the innermost statement of the file that a line is in."""
        found = line
        block: list[ast.stmt | ast.ExceptHandler] = [*self._module.tree.body]
        while block:
            around = next((each for each in block if each.lineno <= line <= (each.end_lineno or 0)), None)
            if around is None:
                break
            found = around.lineno
            inner = ast.iter_child_nodes(around)
            block = [each for each in inner if isinstance(each, (ast.stmt, ast.ExceptHandler))]
        return found

    def _take(self, line: int, column: int, text: str) -> None:
        found = _COMMENT.search(text)
        if found is None:
            return
        codes = {each.strip() for each in (found[2] or "").split(",")} - {""}
        for code in sorted(codes - BY_CODE.keys()):
            begin = column + text.index(code, found.start(2))
            span = Span(line, begin, line, begin + len(code))
            self._unknown.append(Diagnostic(UNKNOWN_IGNORE, "hint", f"There is no check `{code}`.", "", span))
        if found[1] == "ignore-file":
            self._file |= codes
            self._whole = self._whole or not codes
        else:
            self._lines[line] = frozenset(codes) if codes else None


def ignore_fix(module: Module, diagnostic: Diagnostic) -> Fix:
    """Return the edit that leaves a diagnostic out by a comment on its line."""
    line = diagnostic.span.line
    text = module.lines[line - 1].rstrip()
    end = len(text)
    found = _COMMENT.search(text)
    title = f"Ignore {diagnostic.code} on this line"
    if found is not None and found[2] is not None:
        at = found.end(2)
        return Fix(title, (Edit(Span(line, at, line, at), f", {diagnostic.code}"),))
    return Fix(title, (Edit(Span(line, end, line, end), f"  # keras-debug: ignore[{diagnostic.code}]"),))


def _comments(module: Module) -> Iterator[tuple[int, int, str]]:
    """List the comments of ours with line and column; what stands in a string is none.

    Strings are known by the tree: to split a large file into tokens takes as long as to read it.
    """
    lines = (number for number, text in enumerate(module.lines, 1) if _MARK in text)
    marks = {number: found for number in lines if (found := _COMMENT.search(module.lines[number - 1]))}
    strings = [each for each in module.all(ast.Constant) if isinstance(each.value, str)]
    for node in (*strings, *module.all(ast.JoinedStr)):
        touched = range(node.lineno, (node.end_lineno or node.lineno) + 1)
        for number in [each for each in marks if each in touched]:
            span = module.span(node)
            begin = marks[number].start()
            if (span.line, span.column) <= (number, begin) < (span.end_line, span.end_column):
                del marks[number]
    for number, found in marks.items():
        yield number, found.start(), module.lines[number - 1][found.start() :]
