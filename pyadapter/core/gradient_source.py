"""What the source says about a loss that no gradient passes: where it leaves the tape, or TensorFlow."""

from __future__ import annotations

import ast
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Iterator

_SCOPES = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda, ast.ClassDef)
_PREDICTS = frozenset({"predict", "predict_on_batch", "evaluate"})
_ARRAYS = frozenset({"np", "numpy"})
_DEEPEST = 10


@dataclass(frozen=True)
class Break:
    """Where a loss loses what it was computed from.

    Attributes:
        how: `outside`: it is computed after the tape; `predict`: a method of a model that returns arrays;
            `numpy`: its values are taken out of TensorFlow.
        line: In the file, from 1.
        name: What is assigned there.
    """

    how: Literal["outside", "predict", "numpy"]
    line: int
    name: str


def break_of(tree: ast.Module, line: int) -> Break | None:
    """Follow the target of `tape.gradient(target, …)` back through its assignments.

    Args:
        tree: The file.
        line: A line of the call.
    """
    scope: ast.AST = tree
    for node in ast.walk(tree):
        if isinstance(node, _SCOPES[:2]) and node.lineno <= line <= (node.end_lineno or node.lineno):
            scope = node
    call = next((each for each in ast.walk(scope) if _takes_gradient(each, line)), None)
    if not isinstance(call, ast.Call) or not call.args or not isinstance(call.args[0], ast.Name):
        return None
    tapes = [each for each in _within(scope) if isinstance(each, ast.With) and _is_tape(each)]
    before = [tape for tape in tapes if tape.lineno < line]
    if not before:
        return None
    tape = before[-1]
    found = _assigned(scope, call.args[0].id, line)
    if found is None:
        return None
    last = tape.end_lineno or tape.lineno
    if found.lineno > last:
        # What is only scaled or summed up there was computed under the tape, or is no tensor of it at all.
        return Break("outside", found.lineno, call.args[0].id)
    return _left(scope, call.args[0].id, line, 0)


def _left(scope: ast.AST, name: str, line: int, depth: int) -> Break | None:
    found = _assigned(scope, name, line)
    value = None if found is None else found.value
    if found is None or value is None or depth > _DEEPEST:
        return None
    how = _leaves(value)
    if how is not None:
        return Break(how, found.lineno, name)
    names = (node.id for node in ast.walk(value) if isinstance(node, ast.Name) and node.id != name)
    further = (_left(scope, each, found.lineno, depth + 1) for each in dict.fromkeys(names))
    return next((each for each in further if each is not None and each.line >= _begin(scope, line)), None)


def _begin(scope: ast.AST, line: int) -> int:
    """Return the line of the last tape before a line: what was an array before it is data."""
    tapes = (each.lineno for each in _within(scope) if isinstance(each, ast.With) and _is_tape(each))
    return max((each for each in tapes if each < line), default=0)


def _leaves(value: ast.expr) -> Literal["predict", "numpy"] | None:
    """Say how an expression takes values out of what the tape records."""
    for node in ast.walk(value):
        if not isinstance(node, ast.Call):
            continue
        function = node.func
        if isinstance(function, ast.Attribute):
            if function.attr in _PREDICTS:
                return "predict"
            owner = function.value
            if function.attr == "numpy" or (isinstance(owner, ast.Name) and owner.id in _ARRAYS):
                return "numpy"
        elif isinstance(function, ast.Name) and function.id == "float":
            return "numpy"
    return None


def _takes_gradient(node: ast.AST, line: int) -> bool:
    return (
        isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in {"gradient", "jacobian"}
        and node.lineno <= line <= (node.end_lineno or node.lineno)
    )


def _is_tape(node: ast.With) -> bool:
    calls = (item.context_expr for item in node.items)
    return any(isinstance(call, ast.Call) and "GradientTape" in ast.unparse(call.func) for call in calls)


def _assigned(scope: ast.AST, name: str, line: int) -> ast.Assign | ast.AugAssign | ast.AnnAssign | None:
    """Return the last assignment of a name before a line."""
    found = None
    for node in _within(scope):
        if not isinstance(node, (ast.Assign, ast.AugAssign, ast.AnnAssign)) or node.lineno >= line:
            continue
        targets = node.targets if isinstance(node, ast.Assign) else [node.target]
        inner = [each for target in targets for each in ast.walk(target)]
        named = any(isinstance(each, ast.Name) and each.id == name for each in inner)
        if named and (found is None or node.lineno > found.lineno):
            found = node
    return found


def _within(scope: ast.AST) -> Iterator[ast.AST]:
    """Walk a scope without the functions and classes in it."""
    for child in ast.iter_child_nodes(scope):
        if not isinstance(child, _SCOPES):
            yield child
            yield from _within(child)
