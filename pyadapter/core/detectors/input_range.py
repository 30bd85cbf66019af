"""Inputs that are far from unit scale where the first layer meets them, and inputs that are all the same."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from pyadapter.core.digest import short_number
from pyadapter.core.symptom import Symptom
from pyadapter.core.thresholds import SCALE

if TYPE_CHECKING:
    from numpy.typing import NDArray

FEWEST = 8
"""Rows that must be the same before they are called constant."""

SAMPLE = 1 << 18
"""Values that are looked at, in whole rows spread over the batch."""


def judge_scale(inputs: NDArray[Any], name: str) -> Symptom | None:
    """Judge what a layer with weights multiplies.

    Args:
        inputs: Numbers of shape (rows, ..., features), of a whole batch.
        name: What the batch calls them.
    """
    if inputs.ndim < 2 or not inputs.size:  # noqa: PLR2004 -- rows of features
        return None
    rows = max(1, SAMPLE // max(1, inputs[0].size))
    values = inputs[:: -(-len(inputs) // rows)].astype(np.float64)
    values = np.where(np.isfinite(values), values, 0.0)
    size = float(np.sqrt(np.mean(values**2)))
    if size < SCALE:
        return None
    low, high = float(values.min()), float(values.max())
    return Symptom(
        "input-range",
        f"Inputs {name} are not scaled",
        f"{name} runs from {short_number(low)} to {short_number(high)}; layers expect about -1 to 1",
        (*_columns(values, name), f"Their root mean square is {short_number(size)}, unit scale is 1"),
        max(-low, high),
    )


def _columns(values: NDArray[Any], name: str) -> tuple[str, ...]:
    """Name the columns of a table that stand out from the others."""
    if values.ndim != 2 or values.shape[1] < 2:  # noqa: PLR2004 -- a table
        return ()
    sizes = np.sqrt(np.mean(values**2, axis=0))
    large = np.flatnonzero(sizes >= SCALE)
    if large.size * 2 > sizes.size:
        return ()
    shown = ", ".join(str(column) for column in large[:5])
    return (f"Columns of {name} that stand out: {shown}",)


def judge_constant(inputs: NDArray[Any], labels: NDArray[Any], name: str) -> Symptom | None:
    """Judge a whole data set: rows that are all the same cannot explain labels that differ.

    Args:
        inputs: Numbers of shape (rows, ...).
        labels: Numbers of shape (rows, ...).
        name: What `fit` calls the inputs.
    """
    if len(inputs) < FEWEST or len(inputs) != len(labels):
        return None
    # A few rows first: nearly all data differs there.
    for step in (-(-len(inputs) // FEWEST), 1):
        if not _same(inputs[::step]):
            return None
    if _same(labels):
        return None
    return Symptom(
        "input-range",
        f"All rows of {name} are the same",
        f"The {len(inputs)} rows of {name} do not differ, the labels do: nothing can be learned",
        (),
        float(np.abs(inputs[0]).max()) if inputs[0].size else None,
    )


def _same(rows: NDArray[Any]) -> bool:
    return bool((rows == rows[0]).all())
