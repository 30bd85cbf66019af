"""Labels that a loss, or the last layer, cannot represent: what every loss of Keras takes.

Sources of the ranges: `core.label_ranges`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from pyadapter.core.digest import short_number
from pyadapter.core.label_ranges import RANGES
from pyadapter.core.symptom import Symptom

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from pyadapter.core.label_ranges import LabelRange

SEVERAL = 0.5
"""Share of rows with several ones from which labels are multi-hot, not one-hot with a few slips."""

ROWS = 100
"""Rows that are named."""


@dataclass(frozen=True)
class LabelVerdict:
    """A symptom and the rows of the batch that have it."""

    symptom: Symptom
    rows: tuple[int, ...]


def judge_labels(  # noqa: PLR0913 -- what a loss knows of its labels
    loss: str,
    labels: NDArray[Any],
    *,
    classes: int | None = None,
    ignored: int | None = None,
    weights: NDArray[Any] | None = None,
    may_be_masked: bool = False,
) -> LabelVerdict | None:
    """Compare labels with what a loss takes.

    Args:
        loss: Name of Keras's loss function, for example `poisson`.
        labels: Any shape of numbers, one row a sample; NaN and infinities are left to other detectors.
        classes: Size of the predictions' last dimension.
        ignored: The label that the loss leaves out (`ignore_class`).
        weights: Sample weights and masks, of a shape that `labels` begins with; what has 0 is left out.
        may_be_masked: Whether the caller may drop some labels' losses later: one value outside the range is
            then taken for the mark of these.

    Returns:
        The verdict, or None when every label can be learned.
    """
    allowed = RANGES.get(loss)
    if allowed is None or not labels.size or (allowed.classes and not classes):
        return None
    if "crossentropy" in loss and not allowed.classes and (classes or 1) > 1 and labels.shape[-1] != classes:
        return None  # refused for its shape: numbers of classes where one-hot rows belong
    low: float = allowed.low
    high: float | None = allowed.high
    if allowed.classes:
        high = (classes or 1) - 1
        labels = np.trunc(labels) if labels.dtype.kind == "f" else labels
    smallest, largest = labels.min(), labels.max()
    # The usual case: two passes. A comparison with NaN is false.
    if smallest >= low and (high is None or largest <= high):
        return _several(loss, labels) if allowed.one_hot else None
    outside = labels < low
    if high is not None:
        outside |= labels > high
    outside &= np.isfinite(labels)
    if ignored is not None:
        outside &= labels != ignored
    if weights is not None and allowed.weighed:
        outside &= _spread(weights, labels.shape) != 0
    found = labels[outside]
    if not found.size or (may_be_masked and found.min() == found.max()):
        return None
    farthest = _farthest(found, low, high)
    return LabelVerdict(
        Symptom(
            "label-out-of-range",
            _title(farthest, allowed, classes),
            f"{found.size} of {labels.size} labels are outside the range: {_span(found)}",
            (_takes(loss, allowed, classes),),
            farthest,
        ),
        _rows(outside),
    )


def judge_one_hot(labels: NDArray[Any], depth: int) -> LabelVerdict | None:
    """Judge labels that a loss of the user's makes one-hot, where those outside become rows of zeros.

    One single value that is negative, or beyond twice the number of classes, is how segmentation and language
    models mark what is to be left out (-1, -100, 255): no finding.

    Args:
        labels: Integers of any shape.
        depth: Number of classes.
    """
    if not labels.size or not depth or (labels.min() >= 0 and labels.max() < depth):
        return None
    outside = (labels < 0) | (labels >= depth)
    found = labels[outside]
    if found.min() == found.max() and (found[0] < 0 or found[0] >= 2 * depth):
        return None
    farthest = _farthest(found, 0, depth - 1)
    return LabelVerdict(
        Symptom(
            "label-out-of-range",
            f"Label {short_number(farthest)} of {depth} classes",
            f"{found.size} of {labels.size} labels are outside 0 to {depth - 1}: {_span(found)}",
            ("one_hot makes a row of zeros of each: no class stands for it",),
            farthest,
        ),
        _rows(outside),
    )


def _several(loss: str, labels: NDArray[Any]) -> LabelVerdict | None:
    """Find multi-hot rows, which no softmax can predict: the probabilities of its classes sum to 1."""
    if labels.ndim < 2 or labels.shape[-1] < 2:  # noqa: PLR2004 -- a row of classes
        return None
    sums = labels.sum(axis=-1)
    several = sums > 2 - 1e-3
    share = several.mean()
    if share <= SEVERAL or np.any((labels != 0) & (labels != 1)):
        return None
    count = int(several.sum())
    return LabelVerdict(
        Symptom(
            "label-out-of-range",
            "Labels name several classes at once",
            f"{count} of {several.size} rows of labels have up to {int(sums.max())} ones",
            (f"{loss} is for one class a row: probabilities that sum to 1",),
            float(sums.max()),
        ),
        _rows(several),
    )


def _title(farthest: float, allowed: LabelRange, classes: int | None) -> str:
    shown = short_number(farthest)
    if allowed.classes:
        return f"Label {shown} of {classes} class{'' if classes == 1 else 'es'}"
    return f"Label {shown}, outside of the loss's range"


def _takes(loss: str, allowed: LabelRange, classes: int | None) -> str:
    if allowed.classes:
        numbers = "only 0" if classes == 1 else f"0 to {(classes or 1) - 1}"
        return f"{loss} takes {allowed.what}: {numbers}, for y_pred has {classes}"
    return f"{loss} takes {allowed.what}"


def _span(found: NDArray[Any]) -> str:
    low, high = short_number(float(found.min())), short_number(float(found.max()))
    return f"{low}" if low == high else f"{low} to {high}"


def _farthest(found: NDArray[Any], low: float, high: float | None) -> float:
    smallest, largest = float(found.min()), float(found.max())
    below = low - smallest
    above = largest - high if high is not None else -1.0
    return largest if above >= below else smallest


def _spread(weights: NDArray[Any], shape: tuple[int, ...]) -> NDArray[Any]:
    """Give each label its weight; ones where the shapes have nothing to do with each other."""
    while weights.ndim > len(shape) and weights.shape[-1] == 1:
        weights = weights[..., 0]
    if weights.ndim > len(shape) or any(
        size not in (1, wanted) for size, wanted in zip(weights.shape, shape, strict=False)
    ):
        return np.ones(shape, np.int8)
    return np.broadcast_to(weights.reshape(weights.shape + (1,) * (len(shape) - weights.ndim)), shape)


def _rows(outside: NDArray[np.bool_]) -> tuple[int, ...]:
    if not outside.ndim:
        return ()
    rows = outside.reshape(len(outside), -1).any(axis=1)
    return tuple(int(row) for row in np.flatnonzero(rows)[:ROWS])
