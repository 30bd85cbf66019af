"""Cause `label-out-of-range`: labels that the loss and the last layer cannot represent."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyadapter.core.digest import short_number
from pyadapter.core.finding import Cause

if TYPE_CHECKING:
    from pyadapter.core.causes.facts import Facts, Value

# What the forward pass makes does not depend on labels.
_PHASES = ("loss", "backward", "optimizer", "metric", "epoch")


def find(facts: Facts) -> Cause | None:
    """Compare the labels' range with the loss and with the number of classes.

    Sparse losses take 0 to classes − 1; cross-entropies of probabilities take 0 to 1 (Keras's documentation
    of its losses).
    """
    if facts.phase not in _PHASES or not facts.loss:
        return None
    name = facts.loss.lower().replace("_", "")
    for column in facts.labels:
        low, high = column.low, column.high
        if low is None or high is None:
            continue
        if "sparse" in name and "crossentropy" in name:
            cause = _sparse(column, low, high, facts)
        elif "crossentropy" in name:
            cause = _probabilities(column, low, high, facts)
        else:
            cause = None
        if cause:
            return cause
    return None


def _sparse(column: Value, low: float, high: float, facts: Facts) -> Cause | None:
    classes = facts.classes
    if not classes or (low >= 0 and high < classes):
        return None
    if facts.ignored_label is not None and low == facts.ignored_label and high < classes:
        return None
    shown = f"{_named(column)} run from {short_number(low)} to {short_number(high)}"
    if high - low < classes:
        return Cause(
            id="label-out-of-range",
            message=f"{shown}, but {classes} classes are counted from 0: 0 to {classes - 1}.",
            fix=f"y = y - {short_number(low)}" if low > 0 else f"y = y + {short_number(-low)}",
        )
    needed = int(max(high, high - low)) + 1
    return Cause(
        id="label-out-of-range",
        message=f"{shown}, but the last layer has {classes} classes: only 0 to {classes - 1} can be learned.",
        fix=f"keras.layers.Dense({needed})  # the last layer: one unit a class",
    )


def _probabilities(column: Value, low: float, high: float, facts: Facts) -> Cause | None:
    if low >= 0 and high <= 1:
        return None
    shown = f"{_named(column)} run from {short_number(low)} to {short_number(high)}"
    if facts.classes == 1 and low >= 0:
        fix = f'keras.layers.Dense({int(high) + 1}) and loss="sparse_categorical_crossentropy"'
    else:
        fix = "y = keras.utils.to_categorical(y)  # or scale the labels to 0..1"
    return Cause(
        id="label-out-of-range",
        message=f"{shown}, but {facts.loss} takes probabilities between 0 and 1.",
        fix=fix,
    )


def _named(column: Value) -> str:
    return f"The labels {column.name}" if column.name else "The labels"
