"""Cause `label-out-of-range`: labels that the loss and the last layer cannot represent."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyadapter.core.digest import short_number
from pyadapter.core.finding import Cause
from pyadapter.core.label_ranges import RANGES

if TYPE_CHECKING:
    from pyadapter.core.causes.facts import Facts, Value
    from pyadapter.core.finding import Location

_MOST_CLASSES = 200
"""Labels up to here, with one unit, are taken for numbers of classes, above for grey values."""

# What the forward pass makes does not depend on labels.
_PHASES = ("loss", "backward", "optimizer", "metric", "epoch")


def find(facts: Facts) -> Cause | None:
    """Compare the labels' range with the loss and with the number of classes.

    Sparse losses take 0 to classes − 1; cross-entropies of probabilities take 0 to 1; the other ranges, and
    their source, are those of `core.label_ranges`.
    """
    columns: tuple[Value, ...] = ()
    if facts.kind == "label-out-of-range":
        columns = (facts.output,) if facts.output else ()
    elif facts.phase in _PHASES:
        columns = facts.labels
    else:
        return None
    for column in columns:
        low, high = column.low, column.high
        if not facts.loss or low is None or high is None:
            continue
        name = facts.loss.lower()
        if name in _OTHERS:
            fix = _OTHERS[name]
            allowed = RANGES[name]
            fine = low >= allowed.low and (allowed.high is None or high <= allowed.high)
            cause = None if fine else _other(column, low, high, facts.loss, fix)
        elif "ctc" in name or ("sparse" in name and "cross" in name) or "generalized_cross" in name:
            cause = _sparse(column, low, high, facts)
        elif "cross" in name and "entropy" in name:
            cause = _probabilities(column, low, high, facts)
        else:
            cause = None
        if cause:
            return cause
    return None


_OTHERS = {
    "hinge": "y = np.where(y > 0, 1, -1)",
    "squared_hinge": "y = np.where(y > 0, 1, -1)",
    "categorical_hinge": "y = keras.utils.to_categorical(y)",
    "kl_divergence": "y = y / y.sum(axis=-1, keepdims=True)  # a distribution in each row",
    "dice": 'y = keras.utils.to_categorical(y)  # or (mask > 0).astype("float32")',
    "tversky": 'y = keras.utils.to_categorical(y)  # or (mask > 0).astype("float32")',
    "poisson": 'loss="mse"  # for targets that are no counts',
    "mean_squared_logarithmic_error": 'loss="mse"  # for targets that can be negative',
}
"""What to write instead, by loss."""


def _other(column: Value, low: float, high: float, loss: str, fix: str) -> Cause:
    return Cause(
        id="label-out-of-range",
        message=f"{_named(column)} run from {short_number(low)} to {short_number(high)}, but {loss} takes "
        f"{RANGES[loss.lower()].what}.",
        fix=fix,
    )


def _sparse(column: Value, low: float, high: float, facts: Facts) -> Cause | None:
    classes = facts.classes
    if not classes or (low >= 0 and high < classes):
        return None
    losses = facts.setup.losses if facts.setup is not None else ()
    ignored = {facts.ignored_label, *(loss.ignored_label for loss in losses)}
    if (low in ignored and high < classes) or (high in ignored and low >= 0):
        return None
    shown = f"{_named(column)} run from {short_number(low)} to {short_number(high)}"
    if high - low < classes:
        return Cause(
            id="label-out-of-range",
            message=f"{shown}, but {classes} classes are counted from 0: 0 to {classes - 1}.",
            # Of the whole data set, of which a batch may lack the ends.
            fix="y = y - y.min()",
        )
    needed = int(max(high, high - low)) + 1
    return Cause(
        id="label-out-of-range",
        message=f"{shown}, but the last layer has {classes} classes: only 0 to {classes - 1} can be learned.",
        fix=f"keras.layers.Dense({needed})  # the last layer: one unit a class",
        location=facts.head,
    )


def _probabilities(column: Value, low: float, high: float, facts: Facts) -> Cause | None:
    if low >= 0 and high <= 1:
        if facts.kind != "label-out-of-range" or len(column.shape) < 2 or column.shape[-1] == 1:  # noqa: PLR2004 -- rows
            return None
        return Cause(
            id="label-out-of-range",
            message=f"{_named(column)} name several classes a row, but {facts.loss} is for one.",
            fix='activation="sigmoid" and loss="binary_crossentropy"  # each class for itself',
            location=facts.head,
        )
    shown = f"{_named(column)} run from {short_number(low)} to {short_number(high)}"
    location: Location | None
    if facts.classes == 1 and low >= 0 and high < _MOST_CLASSES:
        fix = f'keras.layers.Dense({int(high) + 1}) and loss="sparse_categorical_crossentropy"'
        location = facts.head
    elif (low, high) == (-1, 1):
        fix, location = "y = (y + 1) / 2", None
    else:
        fix, location = "y = keras.utils.to_categorical(y)  # or scale the labels to 0..1", None
    return Cause(
        id="label-out-of-range",
        message=f"{shown}, but {facts.loss} takes probabilities between 0 and 1.",
        fix=fix,
        location=location,
    )


def _named(column: Value) -> str:
    plain = not column.name or column.name.startswith("label")
    return "The labels" if plain else f"The labels {column.name}"
