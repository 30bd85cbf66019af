"""Check `guarded-where`: a `where` that hides a division by zero from the loss, and not from its gradient.

The gradient of the branch that is not taken is 0, times the gradient of its op: 0 × Inf is NaN
(documentation of `tf.where`; TensorFlow issue 2540). Of a square root that happens under XLA and in JAX
(issue 118674).
"""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from pyadapter.core.causes.diagnosis import Diagnosis
from pyadapter.core.causes.numeric_domain import guard_of, too_late
from pyadapter.core.finding import Cause
from pyadapter.core.source.check import Check
from pyadapter.core.source.code_rules.differentiated import Differentiated
from pyadapter.core.source.code_rules.operands import Risk, risks_in, root_names
from pyadapter.core.source.code_rules.where import Guard, guards_of, is_safe
from pyadapter.core.source.values import number_of, value_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from pyadapter.core.source.classes import OwnClass
    from pyadapter.core.source.module import Module
    from pyadapter.core.source.network import Network

CHECK = Check(
    code="guarded-where",
    title="`where` behind a division or logarithm of zero",
    why=(
        "`where` picks the value that is defined, and the loss looks right. Its gradient still runs "
        "through both branches: for the one that was not picked it is 0 times infinity, a NaN in every "
        "weight at the first zero of the data. Put the `where` (or `maximum`) around the operand, before "
        "the op. It does no harm in metrics and in preprocessing, of which nobody takes a gradient."
    ),
    level="warning",
    faulty=(
        "import tensorflow as tf\n\n"
        "def ratio_loss(y_true, y_pred):\n"
        "    return tf.reduce_mean(tf.where(y_pred > 0, y_true / y_pred, 0.0))\n"
    ),
    healthy=(
        "import tensorflow as tf\n\n"
        "def ratio_loss(y_true, y_pred):\n"
        "    safe = tf.where(y_pred > 0, y_pred, 1.0)\n"
        "    return tf.reduce_mean(tf.where(y_pred > 0, y_true / safe, 0.0))\n"
    ),
    source="https://www.tensorflow.org/api_docs/python/tf/where",
)

WHERE = frozenset({"tensorflow.where", "keras.ops.where", "tensorflow.compat.v1.where"})
_ARGUMENTS = (("condition",), ("x", "x1"), ("y", "x2"))
_WORDS = {"RealDiv": "division", "Reciprocal": "division"}
_NO_GRADIENT = frozenset({"y_true", "labels", "sample_weight", "targets"})


def check(module: Module, classes: Iterable[OwnClass], _: Iterable[Network] = ()) -> Iterator[Diagnosis]:
    """Look for divisions, logarithms and powers whose operand only the condition of a `where` looks at."""
    calls = [
        each
        for each in module.all(ast.Call)
        if getattr(each.func, "attr", "where") == "where" and module.name(each.func) in WHERE
    ]
    on_the_way = Differentiated(module, classes) if calls else None
    for call in calls:
        given = _given(call)
        if given is None or on_the_way is None or not on_the_way.holds(call):
            continue
        condition, *branches = given
        for guard in guards_of(module, condition):
            risk = _unguarded(module, guard, branches)
            if risk is not None:
                yield _diagnosis(module, guard, risk)
                break


def _unguarded(module: Module, guard: Guard, branches: list[ast.expr]) -> Risk | None:
    """Return an op of the branch for good values, if it is run on the bad ones all the same."""
    wanted = ast.dump(guard.operand)
    for branch in branches if guard.picks is None else [branches[guard.picks]]:
        for risk in risks_in(module, branch):
            whole = guard.picks is None  # `is_nan(z)`: whatever in z can make it
            if not whole and ast.dump(risk.operand) != wanted:
                continue
            if is_safe(module, risk.operand) or number_of(value_of(module, risk.operand)) is not None:
                continue
            if whole and ast.dump(branch) != wanted:
                continue
            roots = root_names(module, risk.operand) | root_names(module, risk.other)
            if roots and roots <= _NO_GRADIENT:
                continue
            return risk
    return None


def _diagnosis(module: Module, guard: Guard, risk: Risk) -> Diagnosis:
    operand = ast.unparse(risk.operand)
    may = f"`{operand}` may be 0" if guard.picks is not None else f"Where `{operand}` is 0 this is no number"
    word = _WORDS.get(risk.op, risk.op.lower())
    return Diagnosis(
        Cause(
            "guarded-where",
            f"{too_late(may, word)}.",
            guard_of(risk.op, operand),
            module.place(risk.node),
        ),
        kind="nan",
        title="where comes too late",
        explains=frozenset({"nan"}),
    )


def _given(call: ast.Call) -> list[ast.expr] | None:
    """Return condition and branches; None where there are none, as in `tf.where(mask)`."""
    found = list(call.args[:3])
    if any(isinstance(each, ast.Starred) for each in found):
        return None
    for names in _ARGUMENTS[len(found) :]:
        keyword = next((each for each in call.keywords if each.arg in names), None)
        if keyword is None:
            return None
        found.append(keyword.value)
    return found
