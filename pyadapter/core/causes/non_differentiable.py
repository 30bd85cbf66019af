"""Cause `non-differentiable`: an op on the way from the variables to the loss passes no gradient on.

Which ops do not is TensorFlow's own registry of gradients (`ops.NotDifferentiable`).
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from pyadapter.core.finding import Cause

if TYPE_CHECKING:
    from pyadapter.core.causes.facts import Facts
    from pyadapter.core.finding import Location

_ID = "non-differentiable"
_COMPARISONS = frozenset({"Equal", "Greater", "GreaterEqual", "Less", "LessEqual", "NotEqual"})
_FIXES = {
    "ArgMax": "Use the probabilities themselves, as `categorical_crossentropy` does.",
    "ArgMin": "Use a softmin: keras.ops.softmax(-x)",
    "Multinomial": "Weigh the log-probability of what was drawn: -log_prob(action) * reward",
    "OneHot": "Use the probabilities themselves, not the numbers of classes.",
    "StopGradient": "Leave `stop_gradient` out on the way to the loss.",
}
INSTEAD_OF_NUMPY = "Use tf.* or keras.ops.* there, without `.numpy()`."
_ROUNDS = "Use the prediction itself, between 0 and 1, and round in the metric only."
_SOFT = "keras.ops.sigmoid(10.0 * (x - 0.5))  # a soft threshold; or the prediction itself"


def by_numpy(name: str, line: int, place: Location | None) -> Cause:
    """Explain a value that NumPy computes between the variables and the loss."""
    message = f"`{name}` is computed by NumPy on line {line}: the tape sees a constant."
    return Cause(_ID, message, INSTEAD_OF_NUMPY, place, "certain")


def find(facts: Facts) -> Cause | None:
    """Look for an op without a gradient, and for values that leave TensorFlow."""
    unreached = facts.unreached
    if unreached is None:
        return None
    op, broken = unreached.op, unreached.break_
    if not unreached.some and op is not None:
        what = "a comparison" if op in _COMPARISONS else f"`{op}`"
        line = "" if unreached.op_at is None else f" on line {unreached.op_at.line}"
        message = f"The loss comes of {what}{line}, which passes no gradient on."
        fix = _FIXES.get(op) or (_SOFT if op in _COMPARISONS else _ROUNDS)
        return Cause(_ID, message, fix, unreached.op_at, "certain")
    if not unreached.some and broken is not None and broken.how == "numpy" and unreached.taken_at is not None:
        return by_numpy(broken.name, broken.line, replace(unreached.taken_at, line=broken.line))
    if unreached.some and unreached.used:
        message = f"The forward pass uses `{unreached.name}`, and nothing of it reaches the loss."
        fix = "Use the layer's output on the way to the loss, or leave the layer out."
        return Cause(_ID, message, fix, unreached.made_at or facts.location, "possible")
    return None
