"""Small numbers that the user's code writes around an op: what is to keep a value from zero."""

from __future__ import annotations

import ast
from dataclasses import replace
from typing import TYPE_CHECKING

from pyadapter.core.causes.facts import SmallNumber
from pyadapter.probe.setup.source import assigned_in, statement_at, tree_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pyadapter.core.finding import Location

SMALL = 0.01
"""Numbers above are no epsilon."""

_DEEPEST = 3
"""Assignments that are followed: of the names in the line, of the names in theirs."""


def small_numbers(location: Location | None) -> tuple[SmallNumber, ...]:
    """List the small numbers in a line's statement, and in those that gave its names their values."""
    if location is None:
        return ()
    statement = statement_at(location.file, location.line)
    return () if statement is None else tuple(_in(statement, location, _DEEPEST))


def _in(statement: ast.AST, location: Location, deep: int) -> Iterator[SmallNumber]:
    here = replace(location, line=getattr(statement, "lineno", location.line))
    names: set[str] = set()
    for node in ast.walk(statement):
        value = _number(node)
        if value is not None and 0 < value < SMALL:
            yield SmallNumber(value, at_one=False, location=here)
        if isinstance(node, ast.BinOp) and isinstance(node.op, (ast.Add, ast.Sub)):
            left, right = (_number(each) or _named(each, location) for each in (node.left, node.right))
            if left == 1 and right is not None and 0 < right < SMALL:
                yield SmallNumber(right, at_one=True, location=here)
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load):
            names.add(node.id)
    for node in ast.walk(statement):
        if isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Load):
            yield from _defaults(node.attr, location)
    for name in sorted(names) if deep else ():
        before = assigned_in(name, location.file, here.line)
        if before is not None:
            yield from _in(before, replace(location, line=before.lineno), deep - 1)


def _defaults(name: str, location: Location) -> Iterator[SmallNumber]:
    """List the small defaults of parameters that are called as an attribute is."""
    tree = tree_of(location.file)
    for node in ast.walk(tree) if tree is not None else ():
        if isinstance(node, ast.FunctionDef):
            given = node.args.args[len(node.args.args) - len(node.args.defaults) :]
            for argument, default in zip(given, node.args.defaults, strict=True):
                value = _number(default)
                if argument.arg == name and value is not None and 0 < value < SMALL:
                    yield SmallNumber(value, at_one=False, location=location)


def _number(node: ast.AST) -> float | None:
    if isinstance(node, ast.Constant) and isinstance(node.value, (int, float)):
        return float(node.value)
    return None


def _named(node: ast.AST, location: Location) -> float | None:
    """Return the number that a name was given."""
    if not isinstance(node, ast.Name):
        return None
    given = assigned_in(node.id, location.file, location.line)
    return _number(given.value) if isinstance(given, ast.Assign) else None
