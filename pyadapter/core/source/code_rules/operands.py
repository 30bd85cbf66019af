"""Ops whose gradient is infinite or no number where their operand is 0, and what they are computed of."""

from __future__ import annotations

import ast
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pyadapter.core.source.values import number_of, value_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pyadapter.core.source.module import Module

_DEEPEST = 4
_DIVISIONS = frozenset({"divide", "truediv", "true_divide", "realdiv"})
_FUNCTIONS = {
    "log": "Log", "sqrt": "Sqrt", "rsqrt": "Rsqrt", "reciprocal": "Reciprocal",
}  # fmt: skip
_POWERS = frozenset({"pow", "power"})
_ENDS = frozenset({"where", "stop_gradient", "divide_no_nan", "xlogy", "xdivy", "cond"})
_PREFIXES = ("tensorflow.", "keras.ops.")


@dataclass(frozen=True, eq=False)
class Risk:
    """An op.

    Attributes:
        node: Its expression.
        op: Its type as TensorFlow calls it.
        operand: What must not be 0.
        other: The numerator or exponent.
    """

    node: ast.expr
    op: str
    operand: ast.expr
    other: ast.expr | None = None


def risks_in(module: Module, node: ast.expr) -> Iterator[Risk]:
    """List the ops that an expression runs, through names that were given their value once."""
    ahead: list[tuple[ast.AST, int]] = [(node, 0)]
    seen: set[ast.AST] = set()
    while ahead:
        each, depth = ahead.pop()
        if isinstance(each, ast.Lambda) or each in seen:
            continue
        seen.add(each)
        if isinstance(each, ast.Name):
            value = assigned(module, each) if depth < _DEEPEST else None
            if value is not None:
                ahead.append((value, depth + 1))
            continue
        risk = _risk(module, each) if isinstance(each, ast.expr) else None
        if risk is not None:
            yield risk
        if isinstance(each, ast.Call):
            name = module.name(each.func)
            if name is None or name.rpartition(".")[2] in _ENDS:
                continue  # what an unknown function does with it is its own affair
        ahead.extend((child, depth) for child in ast.iter_child_nodes(each))


def assigned(module: Module, name: ast.Name) -> ast.expr | None:
    """Return the expression that a name stands for; None where that is not certain."""
    binding = module.scopes.binding(name.id, name)
    is_plain = (
        binding is not None and binding.slot is None and isinstance(binding.node, (ast.Assign, ast.AnnAssign))
    )
    return binding.value if binding is not None and is_plain else None


def root_names(module: Module, node: ast.expr | None) -> frozenset[str]:
    """Return the names that an expression comes of: arguments, and what no single assignment explains."""
    found: set[str] = set()
    seen: set[ast.AST] = set()
    ahead: list[tuple[ast.AST, int]] = [] if node is None else [(node, 0)]
    while ahead:
        each, depth = ahead.pop()
        if each in seen:
            continue
        seen.add(each)
        if isinstance(each, ast.Name):
            value = assigned(module, each) if depth < _DEEPEST else None
            if value is not None:
                ahead.append((value, depth + 1))
            elif module.name(each) is None:
                found.add(each.id)
            continue
        if isinstance(each, ast.Call):  # its name is no value
            inner = [*each.args, *(keyword.value for keyword in each.keywords)]
            if module.name(each.func) is None:
                inner.append(each.func)
            ahead.extend((part, depth) for part in inner)
            continue
        ahead.extend((part, depth) for part in ast.iter_child_nodes(each))
    return frozenset(found)


def _risk(module: Module, node: ast.expr) -> Risk | None:  # noqa: PLR0911 -- one for each op
    if isinstance(node, ast.BinOp):
        if isinstance(node.op, ast.Div):
            return Risk(node, "RealDiv", node.right, node.left)
        if isinstance(node.op, ast.Pow) and _is_steep(module, node.right):
            return Risk(node, "Pow", node.left, node.right)
        return None
    name = module.name(node.func) if isinstance(node, ast.Call) else None
    if not isinstance(node, ast.Call) or name is None or not name.startswith(_PREFIXES) or not node.args:
        return None
    last = name.rpartition(".")[2]
    second = node.args[1] if len(node.args) > 1 else None
    if last in _DIVISIONS and second is not None:
        return Risk(node, "RealDiv", second, node.args[0])
    if last in _POWERS and second is not None and _is_steep(module, second):
        return Risk(node, "Pow", node.args[0], second)
    return Risk(node, _FUNCTIONS[last], node.args[0]) if last in _FUNCTIONS else None


def _is_steep(module: Module, exponent: ast.expr) -> bool:
    """Whether the power's gradient is infinite at 0: of exponents below 1."""
    number = number_of(value_of(module, exponent))
    return number is not None and number < 1 and number != 0
