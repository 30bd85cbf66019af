"""Statements that give names their values, by the functions they are in."""

from __future__ import annotations

import ast
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)
_LOOPS = (ast.For, ast.AsyncFor, ast.While)
_BLOCKS = ("body", "orelse", "finalbody", "handlers", "cases")

MODULE = "<module>"
"""Stands for the function where there is none around a statement."""


@dataclass(frozen=True)
class Assigned:
    """A name that a statement assigns.

    Attributes:
        function: Names of the classes and functions around it, joined by dots; `<module>` outside of all.
        starts: Line of the function's first decorator, else of its `def`, as `co_firstlineno` has it; 1 for a
            module.
        name: `pos` or `self.pos`.
        line: First line of the statement, 1-based.
        end_line: Its last one; of a loop or `with` that of its head.
        target_line: Where the name stands.
        target_end: Column behind the name, in bytes of UTF-8 as those of `ast`.
        looped: Whether there is a loop around it in its function.
    """

    function: str
    starts: int
    name: str
    line: int
    end_line: int
    target_line: int
    target_end: int
    looped: bool = False


def assigned_names(tree: ast.Module) -> list[Assigned]:
    """List what the statements of a file assign, in the order of the text.

    Left out are places in containers, `x[0]`, and whatever has no name of its own.
    """
    found: list[Assigned] = []
    waiting: list[tuple[ast.AST, str, str, int, bool]] = [(tree, "", MODULE, 1, False)]
    while waiting:
        node, path, function, starts, looped = waiting.pop()
        if isinstance(node, (*_FUNCTIONS, ast.ClassDef)):
            path = f"{path}.{node.name}" if path else node.name
            looped = False
            if isinstance(node, _FUNCTIONS):
                function = path
                starts = min(node.lineno, *(each.lineno for each in node.decorator_list), node.lineno)
        for target, end in _targets(node):
            line = getattr(node, "lineno", 1)
            inside = looped or isinstance(node, (ast.For, ast.AsyncFor))
            for name, part in _names(target):
                place = part.end_lineno or part.lineno, part.end_col_offset or part.col_offset
                found.append(Assigned(function, starts, name, line, max(line, end), *place, inside))
        looped = looped or isinstance(node, _LOOPS)
        inner = [each for block in _BLOCKS for each in getattr(node, block, ()) if isinstance(each, ast.AST)]
        waiting.extend((each, path, function, starts, looped) for each in reversed(inner))
    return sorted(found, key=lambda each: (each.target_line, each.target_end))


def _targets(node: ast.AST) -> Iterator[tuple[ast.expr, int]]:
    """List the targets of a statement, each with the statement's last line."""
    end = getattr(node, "end_lineno", None) or 0
    if isinstance(node, ast.Assign):
        for target in node.targets:
            yield target, end
    elif isinstance(node, ast.AugAssign) or (isinstance(node, ast.AnnAssign) and node.value is not None):
        yield node.target, end
    elif isinstance(node, (ast.For, ast.AsyncFor)):
        yield node.target, node.iter.end_lineno or node.iter.lineno
    elif isinstance(node, (ast.With, ast.AsyncWith)):
        for item in node.items:
            if item.optional_vars is not None:
                yield item.optional_vars, item.optional_vars.end_lineno or item.optional_vars.lineno


def _names(target: ast.expr) -> Iterator[tuple[str, ast.expr]]:
    if isinstance(target, ast.Name):
        yield target.id, target
    elif isinstance(target, ast.Attribute) and isinstance(target.value, ast.Name):
        yield f"{target.value.id}.{target.attr}", target
    elif isinstance(target, (ast.Tuple, ast.List)):
        for part in target.elts:
            yield from _names(part)
