"""The script's own text: which line gave a name its values, and what a call was given."""

from __future__ import annotations

import ast
import linecache
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from pyadapter.core.finding import Location

if TYPE_CHECKING:
    from collections.abc import Iterator

_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)

_SPLITS = frozenset({"train_test_split", "split", "array_split"})
"""Functions whose results have the rows of their arguments, in the order of the arguments or in parts."""

_DEEPEST = 10


class Named(NamedTuple):
    """What the user calls a value, and the line where it got its values last."""

    expression: str
    location: Location | None


def argument_of(location: Location, function: str, position: int, name: str) -> ast.expr | None:
    """Return an argument of the call of a function that a line makes, or is in the middle of.

    Args:
        location: The line.
        function: Last name of what is called, as `fit`.
        position: Of the argument.
        name: Of the argument.
    """
    for call in _calls(location.file, location.line, function):
        for keyword in call.keywords:
            if keyword.arg == name:
                return keyword.value
        if len(call.args) > position and not any(isinstance(each, ast.Starred) for each in call.args):
            return call.args[position]
    return None


def gives(location: Location, function: str, position: int, name: str) -> bool | None:
    """Whether a call gives an argument; None where there is no such call on the line."""
    calls = list(_calls(location.file, location.line, function))
    if not calls or any(keyword.arg is None for call in calls for keyword in call.keywords):
        return None
    return argument_of(location, function, position, name) is not None


def named(expression: ast.expr | None, location: Location, pick: int = 0) -> Named | None:
    """Follow an expression to the line that made its values.

    Args:
        expression: As an argument of `fit`.
        location: The line of the call.
        pick: For a data set of `(x, y)`: which of the two.
    """
    if expression is None:
        return None
    name = _base(expression) or _moved(expression, None, pick)
    if name is None:
        return Named(ast.unparse(expression), None)
    found = _origin(name, location.file, location.line, pick, 0)
    text = ast.unparse(expression)
    return Named(text, None if found is None else Location(location.file, found, location.function))


def assigned_at(expression: ast.expr, location: Location) -> Location | None:
    """Return the line that last assigned the name of an expression, before a line."""
    name = _base(expression)
    found = None if name is None else _last_assignment(name, location.file, location.line)
    return None if found is None else Location(location.file, found[0].lineno, location.function)


def statement_at(file: str, line: int) -> ast.stmt | None:
    """Return the innermost simple statement that a line is in."""
    tree = tree_of(file)
    found = [
        node
        for node in (ast.walk(tree) if tree is not None else ())
        if isinstance(node, (ast.Assign, ast.AnnAssign, ast.AugAssign, ast.Expr, ast.Return))
        and node.lineno <= line <= (node.end_lineno or node.lineno)
    ]
    return found[-1] if found else None


def assigned_in(name: str, file: str, line: int) -> ast.stmt | None:
    """Return the statement that last assigned a name before a line."""
    found = _last_assignment(name, file, line)
    return None if found is None else found[0]


def items_of(expression: ast.expr | None, location: Location | None) -> list[ast.expr]:
    """Return the items of a list or tuple, also of one that a name was given before a line."""
    if isinstance(expression, ast.Name) and location is not None:
        found = _last_assignment(expression.id, location.file, location.line)
        expression = None if found is None or found[2] is not None else found[1]
    return list(expression.elts) if isinstance(expression, (ast.Tuple, ast.List)) else []


def _origin(name: str, file: str, line: int, pick: int, depth: int) -> int | None:
    """Return the line of the last assignment of a name before a line, past what only splits and slices."""
    assigned = _last_assignment(name, file, line)
    if assigned is None or depth > _DEEPEST:
        return None
    node, value, slot = assigned
    before = _moved(value, slot, pick)
    if before is not None:
        further = _origin(before, file, node.lineno, pick, depth + 1)
        if further is not None:
            return further
    return node.lineno


def _moved(value: ast.expr, slot: int | None, pick: int) -> str | None:
    """Return the name whose rows an expression passes on as they are."""
    if isinstance(value, ast.Tuple) and slot is not None and slot < len(value.elts):
        return _moved(value.elts[slot], None, pick)
    if isinstance(value, ast.Subscript):
        return _base(value)
    if isinstance(value, ast.Name):
        return value.id
    if isinstance(value, ast.Call):
        function = _last_name(value.func)
        if function in _SPLITS and value.args:
            # train_test_split(x, y) returns x_train, x_test, y_train, y_test.
            place = min((slot or 0) // 2, len(value.args) - 1) if function == "train_test_split" else 0
            return _base(value.args[place])
        inner = _slices(value)
        if inner is not None:
            parts = inner.elts if isinstance(inner, (ast.Tuple, ast.List)) else [inner]
            return _base(parts[min(pick, len(parts) - 1)]) if parts else None
    return None


def _slices(call: ast.Call) -> ast.expr | None:
    """Return what a chain of `tf.data` slices: `from_tensor_slices(…)` under `.shuffle(…).batch(…)`."""
    node: ast.expr = call
    while isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
        if node.func.attr in {"from_tensor_slices", "from_tensors"} and node.args:
            return node.args[0]
        if node.func.attr == "map":
            return None
        node = node.func.value
    return None


def _base(expression: ast.expr) -> str | None:
    node = expression
    while isinstance(node, (ast.Subscript, ast.Attribute)):
        node = node.value
    return node.id if isinstance(node, ast.Name) else None


def _last_assignment(name: str, file: str, line: int) -> tuple[ast.stmt, ast.expr, int | None] | None:
    """Find the last assignment before a line: in the function around it, else anywhere above in the file."""
    tree = tree_of(file)
    if tree is None:
        return None
    scope = _scope(tree, line)
    for within in (scope, tree) if scope is not tree else (tree,):
        found = [each for each in _assignments(within, name) if each[0].lineno < line]
        if found:
            return max(found, key=lambda each: each[0].lineno)
    return None


def _assignments(scope: ast.AST, name: str) -> Iterator[tuple[ast.stmt, ast.expr, int | None]]:
    for node in _within(scope):
        if isinstance(node, ast.Assign):
            for target in node.targets:
                slot = _slot(target, name)
                if slot is not _ABSENT:
                    # What is written into has other values from here.
                    whole = isinstance(target, (ast.Name, ast.Tuple, ast.List))
                    yield node, node.value if whole else ast.Constant(None), slot
        elif isinstance(node, ast.AugAssign) and _base(node.target) == name:
            # What is changed in place has its values from here.
            yield node, ast.Constant(None), None
        elif isinstance(node, ast.AnnAssign) and node.value is not None and _base(node.target) == name:
            yield node, node.value, None


_ABSENT = -1


def _slot(target: ast.expr, name: str) -> int | None:
    """Return where in a target a name is assigned: None when it is all of it, -1 when it is not there."""
    if isinstance(target, (ast.Tuple, ast.List)):
        place = 0
        for each in target.elts:
            inner = each.elts if isinstance(each, (ast.Tuple, ast.List)) else [each]
            for part in inner:
                if _base(part) == name:
                    return place
                place += 1
        return _ABSENT
    return None if _base(target) == name else _ABSENT


def _within(scope: ast.AST) -> Iterator[ast.AST]:
    """Walk a scope without the functions and classes in it."""
    for child in ast.iter_child_nodes(scope):
        if not isinstance(child, (*_FUNCTIONS, ast.ClassDef, ast.Lambda)):
            yield child
            yield from _within(child)


def _scope(tree: ast.Module, line: int) -> ast.AST:
    around: ast.AST = tree
    for node in ast.walk(tree):
        if isinstance(node, _FUNCTIONS) and node.lineno <= line <= (node.end_lineno or node.lineno):
            around = node
    return around


def _calls(file: str, line: int, function: str) -> Iterator[ast.Call]:
    tree = tree_of(file)
    for node in ast.walk(tree) if tree is not None else ():
        if (
            isinstance(node, ast.Call)
            and node.lineno <= line <= (node.end_lineno or node.lineno)
            and _last_name(node.func) == function
        ):
            yield node


def _last_name(function: ast.expr) -> str | None:
    if isinstance(function, ast.Attribute):
        return function.attr
    return function.id if isinstance(function, ast.Name) else None


@lru_cache(maxsize=50)
def tree_of(file: str) -> ast.Module | None:
    """Parse a file of the user's; None for what cannot be parsed or read."""
    try:
        return ast.parse("".join(linecache.getlines(file)))
    except (SyntaxError, ValueError):
        return None
