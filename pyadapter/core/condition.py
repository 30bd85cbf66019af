"""Conditions of tensor breakpoints: a small, safe expression language over the fields of a finding."""

from __future__ import annotations

import ast
import difflib
import fnmatch
import operator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

FIELDS: dict[str, object] = {
    "layer": "model/dense",
    "phase": "forward",
    "epoch": 0,
    "step": 0,
    "op": "Log",
    "shape": (32, 10),
    "dtype": "float32",
    "nan": 3,
    "inf": 0,
    "rows": (4,),
    "kind": "nan",
    "variable": "model/dense/kernel",
    "value": 1.5,
    "hits": 1,
}
"""The names that a condition can use, each with an example of its value (which also checks the types).

`value` is the number that the finding is about, by kind (`core.kinds`); `variable` is the weight, gradient or
column of the batch; `hits` counts how often this fault was seen, this time included.
"""

_LONGEST = 1000
_HINTS = (
    ("&&", "Write `and` instead of `&&`"),
    ("||", "Write `or` instead of `||`"),
    ("===", "Write `==` instead of `===`"),
    ("!", "Write `not` instead of `!`"),
    ("=", "Write `==` to compare"),
)
_WORDS = {"true": "True", "false": "False", "null": "None", "undefined": "None"}


class ConditionError(ValueError):
    """A condition that cannot be used; the text, of at most 80 characters, says what to write instead."""


class LayerPath(str):
    """A layer's path. It equals its text, and the name of the layer alone: `dense` is `model/dense`."""

    __slots__ = ()

    def __eq__(self, other: object) -> bool:
        return str.__eq__(self, other) is True or self.rpartition("/")[2] == str(other)

    def __ne__(self, other: object) -> bool:
        return not self == other

    __hash__ = str.__hash__


class _Unknown(Exception):  # noqa: N818 - not an error: a field that this finding does not have
    """A field without a value was used: the condition does not hold."""


@dataclass(frozen=True)
class Condition:
    """A condition that was checked.

    Attributes:
        text: As the user wrote it.
    """

    text: str
    _tree: ast.expr

    def matches(self, fields: Mapping[str, object]) -> bool:
        """Whether it holds for a finding. A field that the finding does not have makes it false.

        Args:
            fields: Values by the names of `FIELDS`; missing or None where unknown.
        """
        values = {name: _value(name, fields.get(name)) for name in FIELDS}
        try:
            return bool(_Evaluation(values).visit(self._tree))
        except (_Unknown, TypeError, LookupError, ArithmeticError, ValueError):
            return False


def compile_condition(text: str) -> Condition:
    """Check a condition and make it ready for use.

    Comparisons, `and or not in`, arithmetic, indexing, and the functions `matches(text, "pattern*")`, `len`,
    `abs`, `min` and `max`. `layer` equals the whole path, or the last name in it.

    Args:
        text: For example `layer == "dense_2" and step > 10`.

    Raises:
        ConditionError: With a sentence that says what to write instead.
    """
    if not text.strip():
        raise ConditionError("Write a condition, for example: step > 10")
    if len(text) > _LONGEST:
        raise ConditionError(f"Write a condition of at most {_LONGEST} characters")
    try:
        tree = ast.parse(text.strip(), mode="eval").body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        raise ConditionError(_syntax_hint(text)) from None
    names = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
    if not names:
        raise ConditionError("Use a field of the finding, for example: step > 10")
    _check(tree)
    return Condition(text, tree)


def _check(tree: ast.expr) -> None:
    examples = {name: _value(name, example) for name, example in FIELDS.items()}
    try:
        _Evaluation(examples, whole=True).visit(tree)
    except ConditionError:
        raise
    except TypeError:
        raise ConditionError("Compare like with like: numbers with numbers, text with 'text'") from None
    except (LookupError, ArithmeticError, ValueError):
        pass  # an index or a divisor that fails on the example may work on a finding
    except RecursionError:
        raise ConditionError("Write a condition with fewer brackets") from None


def _syntax_hint(text: str) -> str:
    for mark, hint in _HINTS:
        if mark in text and not (mark in "!=" and ("==" in text or "!=" in text)):
            return hint
    return "Write an expression, for example: layer == 'dense' and step > 10"


def _value(name: str, value: object) -> object:
    if isinstance(value, list):
        return tuple(value)
    return LayerPath(value) if name == "layer" and isinstance(value, str) else value


def _matches(text: object, pattern: object) -> bool:
    if not isinstance(text, str) or not isinstance(pattern, str):
        raise TypeError
    return any(fnmatch.fnmatchcase(part, pattern) for part in (str(text), *text.split("/")))


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


class _Evaluation(ast.NodeVisitor):
    """Computes a condition's tree; every kind of node that is not named here is refused.

    With `whole`, both sides of `and` and `or` are computed, so that a check sees all of the tree.
    """

    def __init__(self, values: Mapping[str, object], *, whole: bool = False) -> None:
        self._values = values
        self._whole = whole

    def generic_visit(self, node: ast.AST) -> Any:
        raise ConditionError(f"Use comparisons, and, or, not and in: no {type(node).__name__} here")

    def visit_Constant(self, node: ast.Constant) -> Any:
        if node.value is None or isinstance(node.value, (bool, int, float, str)):
            return node.value
        raise ConditionError("Use numbers and 'text' only")

    def visit_Name(self, node: ast.Name) -> Any:
        if node.id in FIELDS:
            value = self._values[node.id]
            if value is None:
                raise _Unknown
            return value
        if node.id in _WORDS:
            raise ConditionError(f"Write {_WORDS[node.id]} instead of {node.id}")
        near = difflib.get_close_matches(node.id, [*FIELDS, *_FUNCTIONS], 1)
        if near:
            raise ConditionError(f"Unknown name {node.id[:30]}: did you mean {near[0]}?")
        raise ConditionError(
            f"Unknown name {node.id[:12]}; text needs quotes; fields: {' '.join(FIELDS)}"[:80]
        )

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
        except _Unknown:
            return False
