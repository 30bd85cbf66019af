"""The expressions of conditions: computed on values by name, with nothing in them that could do harm."""

from __future__ import annotations

import ast
import difflib
import operator
import textwrap
from typing import TYPE_CHECKING, Any

from pyadapter.core.layers import names_layer

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

LONGEST_MESSAGE = 80
"""Characters of an error that VS Code shows without cutting."""

_WORDS = {"true": "True", "false": "False", "null": "None", "undefined": "None"}


class ConditionError(ValueError):
    """A condition that cannot be used; the text, of at most 80 characters, says what to write instead."""


class MissingError(Exception):
    """A field without a value was used: the condition does not hold."""


def _matches(text: object, pattern: object) -> bool:
    if not isinstance(text, str) or not isinstance(pattern, str):
        raise TypeError
    return names_layer(pattern, str(text), within=True)


_COMPARE: dict[type[ast.cmpop], Callable[[Any, Any], Any]] = {
    ast.Eq: operator.eq,
    ast.NotEq: operator.ne,
    ast.Lt: operator.lt,
    ast.LtE: operator.le,
    ast.Gt: operator.gt,
    ast.GtE: operator.ge,
    ast.In: lambda value, container: (
        any(value == item for item in container) if isinstance(container, tuple) else value in container
    ),
    ast.NotIn: lambda value, container: not _COMPARE[ast.In](value, container),
    ast.Is: operator.is_,
    ast.IsNot: operator.is_not,
}
_ARITHMETIC: dict[type[ast.operator], Callable[[Any, Any], Any]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.FloorDiv: operator.floordiv,
    ast.Mod: operator.mod,
}
_FUNCTIONS: dict[str, Callable[..., Any]] = {
    "matches": _matches,
    "len": len,
    "abs": abs,
    "min": min,
    "max": max,
}


def evaluate(
    tree: ast.expr,
    values: Mapping[str, object],
    elsewhere: frozenset[str] = frozenset(),
    *,
    whole: bool = False,
) -> Any:
    """Compute an expression.

    Args:
        tree: The expression; every kind of node that is not known here is refused.
        values: By the names that may be used; None where there is no value now.
        elsewhere: Names that conditions over something else can use.
        whole: Whether both sides of `and` and `or` are computed, so that a check sees all of the tree.

    Raises:
        ConditionError: What is written cannot be used.
        MissingError: A value that is missing was used.
    """
    return _Evaluation(values, elsewhere, whole=whole).visit(tree)


class _Evaluation(ast.NodeVisitor):
    def __init__(self, values: Mapping[str, object], elsewhere: frozenset[str], *, whole: bool) -> None:
        self._values = values
        self._elsewhere = elsewhere
        self._whole = whole

    def generic_visit(self, node: ast.AST) -> Any:
        raise ConditionError(f"Use comparisons, and, or, not and in: no {type(node).__name__} here")

    def visit_Constant(self, node: ast.Constant) -> Any:
        if node.value is None or isinstance(node.value, (bool, int, float, str)):
            return node.value
        raise ConditionError("Use numbers and 'text' only")

    def visit_Name(self, node: ast.Name) -> Any:
        if node.id not in self._values:
            raise ConditionError(self._unknown(node.id))
        value = self._values[node.id]
        if value is None:
            raise MissingError
        return value

    def _unknown(self, name: str) -> str:
        if name in _WORDS:
            return f"Write {_WORDS[name]} instead of {name}"
        if name in _FUNCTIONS:
            return f"{name} is a function: give it something, as in {name}(shape)"
        near = difflib.get_close_matches(name, [*self._values, *_FUNCTIONS], 1)
        if near and name not in self._elsewhere:
            return f"Unknown name {name[:30]}: did you mean {near[0]}?"
        why = "is not known here" if name in self._elsewhere else "is unknown, text needs quotes"
        text = f"{name[:12]} {why}; fields: {' '.join(self._values)}"
        return textwrap.shorten(text, LONGEST_MESSAGE, placeholder=" …")

    def visit_BoolOp(self, node: ast.BoolOp) -> Any:
        is_and = isinstance(node.op, ast.And)
        if self._whole:
            results = [bool(self.visit(value)) for value in node.values]
            return all(results) if is_and else any(results)
        for value in node.values:
            if bool(self._holds(value)) is not is_and:
                return not is_and
        return is_and

    def visit_UnaryOp(self, node: ast.UnaryOp) -> Any:
        if isinstance(node.op, ast.Not):
            return not self.visit(node.operand)
        if isinstance(node.op, ast.USub):
            return -self.visit(node.operand)
        return self.generic_visit(node.op)

    def visit_BinOp(self, node: ast.BinOp) -> Any:
        compute = _ARITHMETIC.get(type(node.op))
        if compute is None:
            raise ConditionError("Use + - * / // and % to compute")
        left, right = self.visit(node.left), self.visit(node.right)
        # Text and tuples would make room for "a" * 10**9.
        if not isinstance(left, (int, float)) or not isinstance(right, (int, float)):
            raise TypeError
        return compute(left, right)

    def visit_Compare(self, node: ast.Compare) -> Any:
        left = self.visit(node.left)
        result = True
        for sign, comparator in zip(node.ops, node.comparators, strict=True):
            right = self.visit(comparator)
            result = bool(_COMPARE[type(sign)](left, right)) and result
            left = right
        return result

    def visit_Subscript(self, node: ast.Subscript) -> Any:
        return self.visit(node.value)[self.visit(node.slice)]

    def visit_Tuple(self, node: ast.Tuple) -> Any:
        return tuple(self.visit(item) for item in node.elts)

    def visit_List(self, node: ast.List) -> Any:
        return tuple(self.visit(item) for item in node.elts)

    def visit_Call(self, node: ast.Call) -> Any:
        if isinstance(node.func, ast.Attribute):
            raise ConditionError('Write matches(layer, "dense*") for a part of a text')
        function = _FUNCTIONS.get(node.func.id) if isinstance(node.func, ast.Name) else None
        if function is None or node.keywords:
            raise ConditionError(f"The functions are {', '.join(_FUNCTIONS)}")
        return function(*[self.visit(argument) for argument in node.args])

    def visit_Attribute(self, node: ast.Attribute) -> Any:
        raise ConditionError(f"Write {node.attr[:40]} without a dot: fields stand alone")

    def _holds(self, node: ast.expr) -> bool:
        # `layer == "a" or step > 3` holds at step 4 even where there is no layer.
        try:
            return bool(self.visit(node))
        except MissingError:
            return False
