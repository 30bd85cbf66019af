"""Casts that lose values: labels with fractions as class numbers, ids that float32 or float16 cannot hold."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from pyadapter.core.digest import short_number
from pyadapter.core.symptom import Symptom

if TYPE_CHECKING:
    from numpy.typing import NDArray

FRACTION = 1e-3
"""Fractions up to here are rounding: float32 counts to 4096 in steps of 2**-11, and labels are far below."""


def judge_truncated(labels: NDArray[Any], dtype: str, *, asked_for: bool = False) -> Symptom | None:
    """Judge labels that are cast to integers.

    Args:
        labels: Floats, before the cast.
        dtype: Name of the integer type.
        asked_for: Whether a line of the user's casts them, which may be meant as rounding: only labels that
            differ, and become one and the same number, are a finding then.
    """
    finite = labels[np.isfinite(labels)]
    whole = np.trunc(finite)
    cut = np.abs(finite - whole) > FRACTION
    count = int(cut.sum())
    if not count:
        return None
    collapsed = bool(whole.min() == whole.max()) and bool(finite.min() != finite.max())
    if asked_for and not collapsed:
        return None
    example = float(finite[cut][0])
    number = short_number(float(np.trunc(example)))
    evidence = ["Class numbers are whole: they must not be scaled; for fractions use a regression loss"]
    if collapsed:
        evidence.insert(0, f"All {labels.size} labels become {short_number(float(whole.min()))}")
    return Symptom(
        "dtype",
        f"Labels lose their fractions as {dtype}",
        f"{count} of {labels.size} labels have fractions, and are cut: {short_number(example)} to {number}",
        tuple(evidence),
    )


def changed_integer(values: NDArray[Any], cast: NDArray[Any]) -> tuple[float, float, int] | None:
    """Find whole numbers that a cast to a float type changes.

    float32 holds every whole number up to 2**24, float16 up to 2**11, bfloat16 up to 2**8 (IEEE 754).

    Args:
        values: Before the cast.
        cast: After it, of the same shape.

    Returns:
        A number, what became of it, and how many were changed; None when none was, or when some values are
        not whole: these are measurements, which are rounded in every float type.
    """
    if not values.size:
        return None
    if values.dtype.kind == "f":
        first = values.reshape(-1)[:64]
        if not np.array_equal(first, np.trunc(first)) or not np.array_equal(values, np.trunc(values)):
            return None
    before, after = values.astype(np.float64), cast.astype(np.float64)
    changed = before != after
    count = int(changed.sum())
    if not count:
        return None
    where = int(np.flatnonzero(changed)[0])
    return float(before.reshape(-1)[where]), float(after.reshape(-1)[where]), count


def judge_ids(changed: tuple[float, float, int], dtype: str) -> Symptom:
    """Tell of whole numbers that were changed by a cast to a float type, and are used as integers again.

    Args:
        changed: What `changed_integer` has found.
        dtype: The float type in between.
    """
    before, after, count = changed
    limit = {"float32": "2**24", "float16": "2**11", "bfloat16": "2**8"}.get(dtype, "a limit")
    return Symptom(
        "dtype",
        f"Ids are changed on their way by {dtype}",
        f"{count} whole numbers are not what they were: {before:.0f} became {after:.0f}",
        (f"{dtype} holds whole numbers up to {limit}: give the Input an integer dtype",),
        before,
    )


def judge_predictions(dtype: str) -> Symptom | None:
    """Judge the dtype of what a loss is to be computed of while a tape records: integers have no gradient."""
    if not dtype.startswith(("int", "uint", "bool")):
        return None
    return Symptom(
        "dtype",
        f"Predictions are {dtype}, without gradient",
        f"The loss is computed of {dtype} predictions, through which no gradient flows",
        ("Give the loss the logits or probabilities, not their argmax, rounding or comparison",),
    )
