"""Conditions of breakpoints: a small, safe expression language over the fields of a finding or a tensor."""

from __future__ import annotations

import ast
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from pyadapter.core import kinds
from pyadapter.core.expression import ConditionError, MissingError, evaluate
from pyadapter.core.layers import NamePath

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pyadapter.core.finding import Kind

__all__ = ["FIELDS", "FIELDS_OF", "Condition", "ConditionError", "Over", "compile_condition", "problem_with"]

Over = Literal["finding", "layer", "tensor"]
"""What the fields are of: a finding, the input of a layer that is called, a tensor that is watched."""

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
    "loss": 0.7,
    "gradient_norm": 1.5,
}
"""The names that a condition over a finding can use, each with an example of its value, by which the types in
a condition are checked.

`value` is the number that the finding is about, by kind (`core.kinds`); `variable` is the weight, gradient or
column of the batch; `hits` counts how often this fault was seen, this time included. `loss` and
`gradient_norm` (of all gradients together) are those of a step, for the kind `step` alone.
"""

_TENSOR: dict[str, object] = {
    "shape": (32, 10),
    "dtype": "float32",
    "nan": 3,
    "inf": 0,
    "min": -1.5,
    "max": 1.5,
    "mean": 0.1,
    "norm": 4.5,
    "zeros": 7,
    "epoch": 0,
    "step": 0,
    "hits": 1,
}
FIELDS_OF: dict[Over, dict[str, object]] = {
    "finding": FIELDS,
    "layer": {"layer": "model/dense", **_TENSOR},
    "tensor": {**_TENSOR, "unchanged": 2},
}
"""`min`, `max`, `mean` and `norm` (Euclidean) are over the finite values; `zeros`, `nan` and `inf` count;
`unchanged` is the number of steps for which the tensor has been the same."""

_OF_STEPS = frozenset({"step", "epoch", "loss", "gradient_norm"})
_OF_STEPS_ALONE = frozenset({"loss", "gradient_norm"})

_EVERYWHERE = frozenset(name for fields in FIELDS_OF.values() for name in fields)
_LONGEST = 1000
_HINTS = (
    ("&&", "Write `and` instead of `&&`"),
    ("||", "Write `or` instead of `||`"),
    ("===", "Write `==` instead of `===`"),
    ("!", "Write `not` instead of `!`"),
    ("=", "Write `==` to compare"),
)


@dataclass(frozen=True)
class Condition:
    """A condition that was checked.

    Attributes:
        text: As the user wrote it.
        over: What its fields are of.
    """

    text: str
    _tree: ast.expr
    over: Over = "finding"

    @property
    def names(self) -> frozenset[str]:
        """The fields that it uses: others need not be computed."""
        return _names(self._tree)

    def matches(self, fields: Mapping[str, object]) -> bool:
        """Whether it holds. A field without a value makes it false.

        Args:
            fields: Values by the names of `FIELDS_OF`; missing or None where unknown.
        """
        values = {name: _value(name, fields.get(name)) for name in FIELDS_OF[self.over]}
        try:
            return bool(evaluate(self._tree, values))
        except (MissingError, TypeError, LookupError, ArithmeticError, ValueError):
            return False


def compile_condition(text: str, over: Over = "finding", kind: Kind | None = None) -> Condition:
    """Check a condition and make it ready for use.

    Comparisons, `and or not in`, arithmetic, indexing, and the functions `matches(text, "pattern*")`, `len`,
    `abs`, `min` and `max`. `layer` and `variable` equal the whole path, or any last part of it.

    Args:
        text: For example `layer == "dense_2" and step > 10`.
        over: What its fields are of.
        kind: The kind of findings that it is for, where that is known.

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
    names = _names(tree)
    if not names:
        raise ConditionError(f"Use a field of the {over}, for example: step > 10")
    _check(tree, over)
    if kind is not None and "value" in names and not kinds.ENTRIES[kind].value:
        raise ConditionError(f"Findings of {kind} have no value: use other fields")
    if kind == "step" and not names <= _OF_STEPS:
        raise ConditionError("A condition on steps uses step, epoch, loss and gradient_norm")
    if kind not in {None, "step"} and names & _OF_STEPS_ALONE:
        raise ConditionError("loss and gradient_norm are fields of the kind step: step=loss > 5")
    return Condition(text, tree, over)


def problem_with(text: str, over: Over = "finding", kind: Kind | None = None) -> str | None:
    """Say what stands in the way of using a condition, None when nothing does."""
    if kind in kinds.NEED_CONDITION and not text.strip():
        return f"{kinds.ENTRIES[kind].label} needs a condition, for example: {kinds.ENTRIES[kind].example}"
    try:
        compile_condition(text, over, kind)
    except ConditionError as error:
        return str(error)
    return None


def _check(tree: ast.expr, over: Over) -> None:
    examples = {name: _value(name, example) for name, example in FIELDS_OF[over].items()}
    try:
        evaluate(tree, examples, _EVERYWHERE, whole=True)
    except ConditionError:
        raise
    except TypeError:
        raise ConditionError("Compare like with like: numbers with numbers, text with 'text'") from None
    except (LookupError, ArithmeticError, ValueError):
        pass  # an index or a divisor that fails on the example may work on a finding
    except RecursionError:
        raise ConditionError("Write a condition with fewer brackets") from None


def _names(tree: ast.expr) -> frozenset[str]:
    functions = {id(node.func) for node in ast.walk(tree) if isinstance(node, ast.Call)}
    return frozenset(
        node.id for node in ast.walk(tree) if isinstance(node, ast.Name) and id(node) not in functions
    )


def _syntax_hint(text: str) -> str:
    for mark, hint in _HINTS:
        if mark in text and not (mark in "!=" and ("==" in text or "!=" in text)):
            return hint
    return "Write an expression, for example: layer == 'dense' and step > 10"


def _value(name: str, value: object) -> object:
    if isinstance(value, list):
        return tuple(value)
    return NamePath(value) if name in {"layer", "variable"} and isinstance(value, str) else value
