"""What the condition of a `where` keeps away, and operands that cannot be 0 to begin with."""

from __future__ import annotations

import ast
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pyadapter.core.source.code_rules.operands import assigned
from pyadapter.core.source.values import number_of, value_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pyadapter.core.source.module import Module

_SMALL = 1e-3
"""Up to which number a comparison is one with zero."""

_COMPARES: dict[str, type[ast.cmpop]] = {
    "equal": ast.Eq, "not_equal": ast.NotEq, "greater": ast.Gt, "greater_equal": ast.GtE, "less": ast.Lt,
    "less_equal": ast.LtE,
}  # fmt: skip
_TURNED: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Gt: ast.Lt, ast.Lt: ast.Gt, ast.GtE: ast.LtE, ast.LtE: ast.GtE,
}  # fmt: skip
_NUMBERS = frozenset({"is_finite", "isfinite"})
_NO_NUMBERS = frozenset({"is_nan", "isnan", "is_inf", "isinf"})
_ANDS = frozenset({"logical_and"})
_LIFTS = frozenset({
    "where", "maximum", "clip", "clip_by_value", "exp", "softplus", "cosh", "sigmoid", "softmax", "ones",
    "ones_like", "nonzero", "divide_no_nan",
})  # fmt: skip
_EPSILONS = ("eps", "tiny", "small", "delta", "floor")
_DEEPEST = 4
_MOST = 8


@dataclass(frozen=True, eq=False)
class Guard:
    """A test of an operand.

    Attributes:
        operand: What is tested.
        picks: Which branch is taken where the operand is good: 0 or 1; None where the test is of the result.
    """

    operand: ast.expr
    picks: int | None


def guards_of(module: Module, condition: ast.expr, depth: int = 0) -> Iterator[Guard]:  # noqa: C901 -- one branch for each kind
    """List the operands that a condition compares with zero."""
    if depth > _DEEPEST:
        return
    if isinstance(condition, ast.Name):
        value = assigned(module, condition)
        if value is not None:
            yield from guards_of(module, value, depth + 1)
    elif isinstance(condition, ast.BinOp) and isinstance(condition.op, ast.BitAnd):
        yield from guards_of(module, condition.left, depth + 1)
        yield from guards_of(module, condition.right, depth + 1)
    elif isinstance(condition, ast.Compare) and len(condition.ops) == 1:
        yield from _compared(module, condition.left, type(condition.ops[0]), condition.comparators[0])
    elif isinstance(condition, ast.Call) and condition.args:
        name = (module.name(condition.func) or "").rpartition(".")[2]
        if name in _NUMBERS or name in _NO_NUMBERS:
            yield Guard(condition.args[0], None)
        elif name in _ANDS:
            for each in condition.args:
                yield from guards_of(module, each, depth + 1)
        elif name in _COMPARES and len(condition.args) > 1:
            yield from _compared(module, condition.args[0], _COMPARES[name], condition.args[1])


def is_safe(module: Module, node: ast.expr, depth: int = 0) -> bool:  # noqa: PLR0911 -- one for each kind
    """Whether an operand is kept from 0: by `maximum`, `clip`, a `where`, or a small number that is added."""
    if depth > _DEEPEST:
        return True
    if isinstance(node, ast.Name):
        bindings = module.scopes.bindings_of(node.id, node)
        values = [each.value for each in bindings if each.value is not None and each.slot is None]
        # A name that is given this many values is taken for safe rather than followed.
        return len(values) > _MOST or any(is_safe(module, each, depth + 1) for each in values)
    if isinstance(node, ast.BinOp):
        if isinstance(node.op, ast.Add):
            return any(
                _is_small(module, each) or is_safe(module, each, depth + 1)
                for each in (node.left, node.right)
            )
        if isinstance(node.op, (ast.Mult, ast.Div)):
            return is_safe(module, node.left, depth + 1) and is_safe(module, node.right, depth + 1)
        return False
    if isinstance(node, ast.Call):
        name = module.name(node.func)
        if name is not None and name.rpartition(".")[2] in _LIFTS:
            return True
        through = name is not None and name.rpartition(".")[2] in {
            "cast",
            "stop_gradient",
            "expand_dims",
            "abs",
        }
        return through and bool(node.args) and is_safe(module, node.args[0], depth + 1)
    return number_of(value_of(module, node)) not in {None, 0}


def _compared(module: Module, left: ast.expr, op: type[ast.cmpop], right: ast.expr) -> Iterator[Guard]:
    if _is_zero(module, right):
        operand = left
    elif _is_zero(module, left):
        operand, op = right, _TURNED.get(op, op)
    else:
        return
    if op in {ast.Gt, ast.NotEq, ast.GtE}:
        yield Guard(operand, 0)
    elif op in {ast.Eq, ast.Lt, ast.LtE}:
        yield Guard(operand, 1)


def _is_zero(module: Module, node: ast.expr) -> bool:
    """Whether an expression is 0, or so small that it stands for it."""
    number = number_of(value_of(module, node))
    if number is not None:
        return abs(number) <= _SMALL
    if isinstance(node, ast.Call):
        return (module.name(node.func) or "").rpartition(".")[2] in {"zeros", "zeros_like", "epsilon"}
    return _is_small(module, node)


def _is_small(module: Module, node: ast.expr) -> bool:
    """Whether an expression is a positive constant, or is named like one."""
    number = number_of(value_of(module, node))
    if number is not None:
        return number > 0
    if isinstance(node, ast.Call):
        return (module.name(node.func) or "").endswith(".epsilon")
    name = node.id if isinstance(node, ast.Name) else node.attr if isinstance(node, ast.Attribute) else ""
    return any(part in name.lower() for part in _EPSILONS)
