"""Values that a source spells out: numbers, strings, shapes, and names that were given them once."""

from __future__ import annotations

import ast
import operator
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Callable

    from pyadapter.core.source.bindings import Binding
    from pyadapter.core.source.module import Module


class Unknown:
    """The value of an expression that only a run can tell."""

    def __repr__(self) -> str:
        return "UNKNOWN"


UNKNOWN: Final = Unknown()

_DEEPEST = 20
_LARGEST = 10**12

_OPERATORS: dict[type[ast.AST], Callable[[Any, Any], Any]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.FloorDiv: operator.floordiv,
    ast.Mod: operator.mod,
}


def value_of(module: Module, node: ast.expr | None, depth: int = 0) -> Any:
    """Return what an expression is worth.

    Args:
        module: The file.
        node: The expression; None is the value `None` that an argument has which is not given.
        depth: How many expressions are around it.

    Returns:
        A number, string, bool or None, a tuple or list of values (`UNKNOWN` among them where only some are
        known), a dictionary; `UNKNOWN` for anything else.
    """
    if depth > _DEEPEST:
        return UNKNOWN
    read = _READERS.get(type(node))
    return UNKNOWN if read is None else read(module, node, depth + 1)


def number_of(value: Any) -> float | None:
    """Return a value that is a number, not a bool."""
    return value if isinstance(value, (int, float)) and not isinstance(value, bool) else None


def _nothing(module: Module, node: None, depth: int) -> None:
    del module, node, depth


def _constant(module: Module, node: ast.Constant, depth: int) -> Any:
    del module, depth
    return node.value


def _sequence(module: Module, node: ast.Tuple | ast.List, depth: int) -> Any:
    if any(isinstance(each, ast.Starred) for each in node.elts):
        return UNKNOWN
    items = [value_of(module, each, depth) for each in node.elts]
    return tuple(items) if isinstance(node, ast.Tuple) else items


def _dictionary(module: Module, node: ast.Dict, depth: int) -> Any:
    keys = [UNKNOWN if key is None else value_of(module, key, depth) for key in node.keys]
    if not all(isinstance(key, (str, int)) for key in keys):
        return UNKNOWN
    return {key: value_of(module, each, depth) for key, each in zip(keys, node.values, strict=True)}


def _name(module: Module, node: ast.Name, depth: int) -> Any:
    binding = module.scopes.binding(node.id, node)
    if binding is None or not binding.is_assigned or is_changed(module, binding):
        return UNKNOWN
    return value_of(module, binding.value, depth)


def is_changed(module: Module, binding: Binding) -> bool:
    """Whether a list or dictionary may have other items by now: something is done to it.

    Args:
        module: The file.
        binding: What gave it its name.
    """
    if not isinstance(binding.value, (ast.List, ast.Dict)):
        return False
    for each in module.names(binding.name):
        around = module.parent(each)
        is_read = isinstance(each.ctx, ast.Load)
        if is_read and isinstance(around, (ast.Attribute, ast.Assign)):
            return True
        if isinstance(around, ast.Subscript) and not isinstance(around.ctx, ast.Load):
            return True
    return False


def _unary(module: Module, node: ast.UnaryOp, depth: int) -> Any:
    value = value_of(module, node.operand, depth)
    if isinstance(node.op, ast.USub) and number_of(value) is not None:
        return -value
    if isinstance(node.op, ast.Not) and not isinstance(value, Unknown):
        return not value
    return UNKNOWN


def _binary(module: Module, node: ast.BinOp, depth: int) -> Any:
    left, right = value_of(module, node.left, depth), value_of(module, node.right, depth)
    if isinstance(left, tuple) and isinstance(right, tuple) and isinstance(node.op, ast.Add):
        return left + right
    apply = _OPERATORS.get(type(node.op))
    if apply is None or number_of(left) is None or number_of(right) is None:
        return UNKNOWN
    try:
        result = apply(left, right)
    except (ArithmeticError, ValueError):
        return UNKNOWN
    return result if abs(result) < _LARGEST else UNKNOWN


_READERS: dict[type, Callable[..., Any]] = {
    type(None): _nothing,
    ast.Constant: _constant,
    ast.Tuple: _sequence,
    ast.List: _sequence,
    ast.Dict: _dictionary,
    ast.Name: _name,
    ast.UnaryOp: _unary,
    ast.BinOp: _binary,
}
