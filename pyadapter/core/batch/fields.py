"""Fields: the columns of a table of numbers, each with its statistics over the batch."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from pyadapter.core.numbers import native

if TYPE_CHECKING:
    from pyadapter.core.numbers import Array

MOST = 64
"""Fields that are told of."""

SCALE = 30.0
"""Root mean square from which a field is far from unit scale: as `core.detectors.input_range` has it."""


@dataclass(frozen=True)
class Field:
    """One number of a vector, over the rows of a batch; moments are of the finite values, None without."""

    minimum: float | None
    maximum: float | None
    mean: float | None
    standard_deviation: float | None
    non_finite: int
    flag: str | None = None


def fields_of(rows: Array) -> list[Field]:
    """Describe the first fields of vectors.

    Args:
        rows: Numbers of shape (rows, fields).
    """
    cut = np.ascontiguousarray(rows[:, :MOST])
    values = native(cut.reshape(-1)).astype(np.float64).reshape(cut.shape)
    return [_field(values[:, index]) for index in range(cut.shape[1])]


def _field(values: Array) -> Field:
    finite = values[np.isfinite(values)]
    bad = values.size - finite.size
    if not finite.size:
        return Field(None, None, None, None, bad, "no finite value" if bad else None)
    low, high = float(finite.min()), float(finite.max())
    with np.errstate(over="ignore", invalid="ignore"):
        mean, deviation = float(finite.mean()), float(finite.std())
        size = float(np.sqrt(np.mean(finite**2)))
    flag = None
    if bad:
        flag = "not finite"
    elif low == high and finite.size > 1:
        flag = "constant"
    elif size >= SCALE:
        flag = "far from unit scale"
    return Field(low, high, _number(mean), _number(deviation), bad, flag)


def _number(value: float) -> float | None:
    """Leave out what is too large for a float64."""
    return value if np.isfinite(value) else None
