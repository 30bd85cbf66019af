"""Yardsticks: what a loss is at best, what it is for one answer to all rows, and which answers are right."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Numbers = NDArray[np.float64]

BINARY = frozenset({"binary_crossentropy", "binary_focal_crossentropy"})
"""Losses of Keras whose outputs are a probability each."""

ONE_HOT = frozenset({
    "categorical_crossentropy", "categorical_focal_crossentropy", "categorical_hinge", "kl_divergence",
})  # fmt: skip
"""Losses of Keras whose labels are a row of classes."""

SPARSE = frozenset({"sparse_categorical_crossentropy", "categorical_generalized_cross_entropy"})
"""Losses of Keras whose labels are numbers of classes."""

_LEAST_ZERO = frozenset({
    "binary_focal_crossentropy", "categorical_focal_crossentropy", "categorical_generalized_cross_entropy",
    "categorical_hinge", "ctc", "hinge", "huber", "kl_divergence", "log_cosh",
    "mean_absolute_percentage_error", "mean_squared_logarithmic_error", "squared_hinge",
})  # fmt: skip
"""Losses of Keras that a perfect answer makes 0, by their definitions in its documentation."""


NOISE = 0.3
"""How far labels of yes and no are moved on purpose: 0.7 to 1.2 for real in a GAN (Chintala et al., "How to
train a GAN", tip 6)."""


@dataclass(frozen=True)
class Yardstick:
    """What a loss can be, for given labels.

    Attributes:
        least: The loss of perfect answers; None where nobody knows.
        constant: The loss of the best answer that is the same for every row; None where nobody knows.
        usual: The share of labels that the most frequent answer names right; None where they are no classes.
    """

    least: float | None = None
    constant: float | None = None
    usual: float | None = None


def yardstick(loss: str | None, labels: NDArray[Any], smoothing: float = 0.0) -> Yardstick:  # noqa: PLR0911 -- one loss after the other
    """Return what a built-in loss can be.

    Args:
        loss: Name of Keras's loss function; None for one of the user's own.
        labels: Numbers of shape (rows, ...), as the loss is given them.
        smoothing: Its `label_smoothing`.
    """
    values = np.asarray(labels, dtype=np.float64)
    if not values.size or not np.isfinite(values).all():
        return Yardstick()
    if loss in SPARSE and loss != "categorical_generalized_cross_entropy":
        shares = np.unique(np.trunc(values), return_counts=True)[1] / values.size
        return Yardstick(0.0, _entropy(shares), float(shares.max()))
    rows = values.reshape(len(values), -1)
    if loss == "mean_squared_error":
        return Yardstick(0.0, float(rows.var(axis=0).mean()))
    if loss == "mean_absolute_error":
        return Yardstick(0.0, float(np.abs(rows - np.median(rows, axis=0)).mean()))
    if loss in {"binary_crossentropy", "categorical_crossentropy"}:
        if values.min() < 0 or values.max() > 1:
            return Yardstick(0.0)  # labels that are no probabilities: the loss says so by falling below
        return _binary(rows, smoothing) if loss in BINARY else _choice(values, smoothing)
    if loss in _LEAST_ZERO:
        return Yardstick(0.0)
    return Yardstick(-1.0) if loss == "cosine_similarity" else Yardstick()


def right_share(  # noqa: PLR0911 -- as above
    loss: str | None, labels: NDArray[Any], predictions: NDArray[Any], *, from_logits: bool = False
) -> float | None:
    """Return the share of the labels that the predictions name.

    Args:
        loss: Name of Keras's loss function, which says what labels are.
        labels: Shape (rows, ...).
        predictions: Shape (rows, ...).
        from_logits: Whether the loss takes logits.

    Returns:
        From 0 to 1; None for a loss whose labels are no classes, or where shapes do not fit.
    """
    if not labels.size or not predictions.size:
        return None
    if loss in BINARY:
        if labels.size != predictions.size or not _are_answers(labels):
            return None
        named = predictions.reshape(-1) > (0.0 if from_logits else 0.5)
        return float((named == (labels.reshape(-1) > 0.5)).mean())  # noqa: PLR2004 -- the middle
    if predictions.ndim < 2:  # noqa: PLR2004 -- a row of classes
        return None
    named = predictions.argmax(axis=-1).reshape(-1)
    if loss in SPARSE and labels.size == named.size:
        return float((named == np.trunc(labels.reshape(-1))).mean())  # as the loss takes them
    if loss in ONE_HOT and labels.shape == predictions.shape:
        return float((named == labels.argmax(axis=-1).reshape(-1)).mean())
    return None


def differ(rows: NDArray[Any]) -> bool:
    """Whether rows differ by more than rounding: 1e-6 of the largest, eight steps of float32."""
    if len(rows) < 2 or not np.isfinite(rows).all():  # noqa: PLR2004 -- a difference
        return len(rows) > 1
    values = rows.reshape(len(rows), -1).astype(np.float64)
    return bool((np.ptp(values, axis=0) > 1e-6 * max(1e-30, float(np.abs(values).max()))).any())


def _binary(rows: Numbers, smoothing: float) -> Yardstick:
    soft = rows * (1 - smoothing) + smoothing / 2
    yes = float((rows > 0.5).mean())  # noqa: PLR2004 -- the middle
    usual = max(yes, 1 - yes) if _are_answers(rows) else None
    return Yardstick(float(_each(soft).mean()), float(_each(soft.mean(axis=0)).mean()), usual)


def _choice(values: Numbers, smoothing: float) -> Yardstick:
    classes = values.shape[-1]
    soft = values.reshape(-1, classes) * (1 - smoothing) + smoothing / max(1, classes)
    least = float(np.mean([_entropy(row) for row in soft]))
    return Yardstick(
        least, _entropy(soft.mean(axis=0)), float(values.reshape(-1, classes).mean(axis=0).max())
    )


def _are_answers(labels: NDArray[Any]) -> bool:
    """Whether labels are yes and no, be it with some noise, rather than shades in between."""
    return bool((np.abs(labels - np.rint(labels)) <= NOISE).all() and labels.min() > -1 and labels.max() < 2)  # noqa: PLR2004 -- around 0 and 1


def _entropy(shares: Numbers) -> float:
    some = shares[shares > 0]
    return float(-(some * np.log(some)).sum()) + 0.0


def _each(shares: Numbers) -> Numbers:
    inner = np.clip(shares, 1e-12, 1 - 1e-12)
    return np.asarray(-(inner * np.log(inner) + (1 - inner) * np.log(1 - inner)))
