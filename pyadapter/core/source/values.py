"""Values that a source spells out: numbers, strings, shapes, and names that were given them once."""

from __future__ import annotations

import ast
import operator
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Callable

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
    if node is None:
        return None
    if isinstance(node, ast.Constant):
        return node.value
    if isinstance(node, (ast.Tuple, ast.List)):
        if any(isinstance(each, ast.Starred) for each in node.elts):
            return UNKNOWN
        items = [value_of(module, each, depth + 1) for each in node.elts]
        return tuple(items) if isinstance(node, ast.Tuple) else items
    if isinstance(node, ast.Dict):
        keys = [UNKNOWN if key is None else value_of(module, key, depth + 1) for key in node.keys]
        if not all(isinstance(key, (str, int)) for key in keys):
            return UNKNOWN
        return {key: value_of(module, each, depth + 1) for key, each in zip(keys, node.values, strict=True)}
    if isinstance(node, ast.UnaryOp):
        return _unary(node, value_of(module, node.operand, depth + 1))
    if isinstance(node, ast.BinOp):
        return _binary(node, value_of(module, node.left, depth + 1), value_of(module, node.right, depth + 1))
    if isinstance(node, ast.Name):
        binding = module.scopes.binding(node.id, node)
        assigned = binding is not None and binding.slot is None and binding.value is not None
        if binding is None or not assigned or isinstance(binding.node, (ast.With, ast.AsyncWith)):
            return UNKNOWN
        return value_of(module, binding.value, depth + 1)
    return UNKNOWN


def number_of(value: Any) -> float | None:
    """Return a value that is a number, not a bool."""
    return value if isinstance(value, (int, float)) and not isinstance(value, bool) else None


def _unary(node: ast.UnaryOp, value: Any) -> Any:
    if isinstance(node.op, ast.USub) and number_of(value) is not None:
        return -value
    if isinstance(node.op, ast.Not) and not isinstance(value, Unknown):
        return not value
    return UNKNOWN


def _binary(node: ast.BinOp, left: Any, right: Any) -> Any:
    apply = _OPERATORS.get(type(node.op))
    if isinstance(left, tuple) and isinstance(right, tuple) and isinstance(node.op, ast.Add):
        return left + right
    if apply is None or number_of(left) is None or number_of(right) is None:
        return UNKNOWN
    try:
        result = apply(left, right)
    except (ArithmeticError, ValueError):
        return UNKNOWN
    return result if abs(result) < _LARGEST else UNKNOWN
