"""Cause `unscaled-input`: features far from unit scale meet weights that were made for unit scale."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from pyadapter.core.causes.diagnosis import Diagnosis
from pyadapter.core.causes.network import name_of, place_of, typical
from pyadapter.core.causes.rates import curvature
from pyadapter.core.digest import short_number
from pyadapter.core.finding import Cause
from pyadapter.core.thresholds import SCALE

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pyadapter.core.causes.diagnosis import Severity
    from pyadapter.core.finding import Confidence, Kind
    from pyadapter.core.setup import ColumnFacts, Setup

COLUMN = 100.0
"""The same of a single column of a table, which the others cannot make up for. Ours: ages and percentages,
which small networks learn from as they are, stay below."""

NOTED = 5.0
"""Root mean square from which they are named where a training went wrong. Ours: standardized data, also with
long tails, stays below."""

_BYTE = (100, 255)
_PIXELS = 64
_SHOWN = 5
_EXPLAINED: frozenset[Kind] = frozenset({
    "nan", "inf", "gradient-exploding", "gradient-vanishing", "dead-units", "saturated-units", "loss-stalled",
    "loss-diverged", "loss-oscillating", "weight-update-ratio", "output-range",
})  # fmt: skip


def check(setup: Setup) -> Iterable[Diagnosis]:
    """Compare features that a layer multiplies as they are with unit scale."""
    for column in setup.features:
        size = typical(column)
        if column.multiplied is None or size is None or column.low is None or column.high is None:
            continue
        large = _large(column)
        found = size >= SCALE or bool(large)
        if found:
            yield _diagnosis(column, size, large, setup, "finding", "likely")
        elif size >= NOTED:
            yield _diagnosis(column, size, large, setup, "silent", _sure(setup, column))


def _sure(setup: Setup, column: ColumnFacts) -> Confidence:
    """Whether gradient descent diverges at this rate (`rates.stable_rate`), and would not at unit scale."""
    optimizer, largest = setup.optimizer, curvature(column)
    if optimizer is None or optimizer.name != "SGD" or largest is None or optimizer.clipped:
        return "possible"
    return "likely" if (optimizer.learning_rate or 0.0) * largest > 1 else "possible"


def _diagnosis(  # noqa: PLR0913, PLR0917 -- what is known of a column
    column: ColumnFacts,
    size: float,
    large: list[int],
    setup: Setup,
    severity: Severity,
    confidence: Confidence,
) -> Diagnosis:
    name = name_of(column)
    evidence = [f"Their root mean square is {short_number(size)}, unit scale is 1"]
    if large and 2 * len(large) <= len(column.column_mean):
        shown = ", ".join(str(place) for place in large[:_SHOWN])
        evidence.insert(0, f"Columns of {name} that stand out: {shown}")
    low, high = short_number(column.low or 0.0), short_number(column.high or 0.0)
    return Diagnosis(
        Cause(
            "unscaled-input",
            f"{name} runs from {low} to {high}; layers expect about -1 to 1.",
            _fix(column),
            place_of(column, setup),
            confidence,
        ),
        kind="input-range",
        title=f"Inputs {column.name} are not scaled",
        severity=severity,
        explains=_EXPLAINED,
        evidence=tuple(evidence),
        layer=column.multiplied or None,
        value=max(-(column.low or 0.0), column.high or 0.0),
    )


def _large(column: ColumnFacts) -> list[int]:
    """List the columns of a table that are far from unit scale."""
    sizes = map(math.hypot, column.column_mean, column.column_deviation)
    return [place for place, size in enumerate(sizes) if size >= COLUMN]


def _fix(column: ColumnFacts) -> str:
    name = column.expression if column.expression and column.expression.isidentifier() else None
    rank = len(column.batch_shape or column.shape)
    low, high = column.low or 0.0, column.high or 0.0
    wide = math.prod(size or 1 for size in (column.batch_shape or column.shape)[1:]) >= _PIXELS
    if low >= 0 and _BYTE[0] < high <= _BYTE[1] and (rank > 2 or wide):  # noqa: PLR2004 -- more than a table
        return f'{name} = {name}.astype("float32") / 255.0' if name else "keras.layers.Rescaling(1 / 255)"
    if name:
        return f"{name} = ({name} - {name}.mean(axis=0)) / ({name}.std(axis=0) + 1e-7)"
    return "normalize = keras.layers.Normalization(); normalize.adapt(x)  # the model's first layer"
