"""Syntax trees of files that are being typed: what cannot be parsed is left out, its lines stay counted."""

from __future__ import annotations

import ast
import gc
import warnings
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

ATTEMPTS = 12
"""How many lines are left out before what follows the last one is given up."""

_LARGE = 20_000
"""Lines from which a file is parsed only a few times: 100,000 lines take a second each time."""

_FEW = 3


@dataclass(frozen=True)
class Parsed:
    """A syntax tree.

    Attributes:
        tree: Of what could be parsed.
        left_out: The lines, 1-based, that could not.
    """

    tree: ast.Module
    left_out: tuple[int, ...] = ()


def parse(text: str) -> Parsed:
    """Parse a file, whatever state it is in; never raises."""
    # Characters that no source can hold: each becomes one that takes a column, too.
    lines = text.replace("\0", " ").encode(errors="replace").decode().split("\n")
    left_out: list[int] = []
    for _ in range(ATTEMPTS if len(lines) < _LARGE else _FEW):
        tree, line = _try(lines)
        if tree is not None:
            return Parsed(tree, tuple(left_out))
        if line == 0:  # nested too deep: most likely where most is written
            line = max(range(len(lines)), key=lambda each: len(lines[each])) + 1
        if not 1 <= line <= len(lines) or not _leave_out(lines, line, left_out):
            break
    last = left_out[-1] if left_out else len(lines)
    while last > 1:
        tree, line = _try(lines[: last - 1])
        if tree is not None:
            return Parsed(tree, (*left_out, *range(last, len(lines) + 1)))
        last = min(line, last - 1) if line > 0 else last // 2
    return Parsed(ast.Module([], []), tuple(range(1, len(lines) + 1)))


def _try(lines: list[str]) -> tuple[ast.Module | None, int]:
    """Return the tree, or the line at which there is an error; 0 where that is not known."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of escapes in strings
            return ast.parse("\n".join(lines)), 0
    except SyntaxError as error:
        return None, error.lineno or 0
    except (ValueError, RecursionError, MemoryError):  # brackets nested by the hundred
        return None, 0


@contextmanager
def without_collecting() -> Iterator[None]:
    """Hold garbage collection up: looking through a tree that is all kept takes longer than making it."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _leave_out(lines: list[str], line: int, left_out: list[int]) -> bool:
    """Put something harmless in the place of a line; returns False where that has been done already."""
    if line in left_out:
        # What was put there is no good, as where a block ends a statement that was never closed.
        if not lines[line - 1].strip():
            return False
        lines[line - 1] = ""
        return True
    code = lines[line - 1]
    depth = len(code) - len(code.lstrip())
    following = next((each for each in lines[line:] if each.strip()), "")
    opens = len(following) - len(following.lstrip()) > depth
    # The body of a block whose first line is half typed is still worth reading.
    lines[line - 1] = code[:depth] + ("if True:" if opens else "pass")
    left_out.append(line)
    return True
