"""The loss of the best constant prediction: what a model reaches that has learned nothing but its biases."""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

STEPS = 500
"""Batches whose labels are remembered: those of the longest window."""

VALUES = 512
"""Values of the labels that are kept of a batch, whole rows; two megabytes at most in all."""

ROWS_A_CLASS = 50
"""Rows that a class must have on average: the entropy of rare classes is underestimated with fewer."""

LOSSES = frozenset({
    "sparse_categorical_crossentropy", "categorical_crossentropy", "binary_crossentropy",
    "mean_squared_error", "mean_absolute_error", "mean_absolute_percentage_error",
    "mean_squared_logarithmic_error", "huber", "log_cosh", "poisson",
})  # fmt: skip
"""Names of the losses that are known."""

_TINY = 1e-12
_EPSILON = 1e-7
"""What Keras divides by at least, and adds to what it takes the logarithm of."""

_TRIED = 41
"""Quantiles of the labels that are tried as a constant, for losses whose best one has no formula."""

_PROBABILITIES = frozenset({"categorical_crossentropy", "binary_crossentropy"})


class ConstantPrediction:
    """Remembers labels and computes the loss of the best constant prediction for them.

    Args:
        loss: One of `LOSSES`.
    """

    def __init__(self, loss: str) -> None:
        self.loss = loss
        self._classes = loss == "categorical_crossentropy"
        self._labels: deque[NDArray[Any]] = deque(maxlen=STEPS)

    def add(self, labels: NDArray[Any]) -> None:
        """Take in the labels of a batch, of shape (rows, ...); a part of them is copied."""
        width = 1 if self.loss.startswith("sparse") else labels.shape[-1] if self._classes else labels[0].size
        rows = labels.reshape(-1, max(1, int(width)))
        most = VALUES // rows.shape[1]
        if most:
            self._labels.append(np.array(rows[:: -(-len(rows) // most)], np.float32))

    def value(self) -> float | None:
        """Return that loss; None when it cannot be known."""
        try:
            labels = np.concatenate(self._labels).astype(np.float64)
        except ValueError:  # none, or of different widths
            return None
        if self.loss in _PROBABILITIES and (labels.min() < 0 or labels.max() > 1):
            return None  # no probabilities: whatever the loss is then, it says nothing
        if self.loss.startswith("sparse"):
            counts = np.unique(labels, return_counts=True)[1]
            shares = counts / counts.sum()
            return (
                None if labels.size < ROWS_A_CLASS * len(counts) else float(-(shares * np.log(shares)).sum())
            )
        means = labels.mean(axis=0)
        if self._classes:
            return float(-(means * np.log(np.maximum(means, _TINY))).sum())
        if self.loss == "binary_crossentropy":
            rest = np.maximum(1 - means, _TINY)
            return float(-(means * np.log(np.maximum(means, _TINY)) + (1 - means) * np.log(rest)).mean())
        return self._of_numbers(labels)

    def least(self) -> float:
        """Return the loss of perfect answers: more than 0 where labels are shares, as of grey pixels."""
        if self.loss not in _PROBABILITIES or not self._labels:
            return 0.0
        labels = np.concatenate(
            [part for part in self._labels if part.shape[1:] == self._labels[-1].shape[1:]]
        )
        shares = np.clip(labels.astype(np.float64), 0.0, 1.0)
        known = -shares * np.log(np.maximum(shares, _TINY))
        if self._classes:
            return float(known.sum(axis=1).mean())
        rest = 1 - shares
        return float((known - rest * np.log(np.maximum(rest, _TINY))).mean())

    def _of_numbers(self, labels: NDArray[np.float64]) -> float:
        if self.loss == "mean_squared_error":
            return float(labels.var(axis=0).mean())
        if self.loss == "mean_squared_logarithmic_error":
            return float(np.log1p(np.maximum(labels, _EPSILON)).var(axis=0).mean())
        if self.loss == "mean_absolute_error":
            return float(np.abs(labels - np.median(labels, axis=0)).mean())
        if self.loss == "poisson":
            means = np.maximum(labels.mean(axis=0), _EPSILON)
            return float((means - means * np.log(means)).mean())
        tried = np.quantile(labels, np.linspace(0, 1, _TRIED), axis=0)
        return float(np.min([_error(self.loss, labels, each) for each in tried], axis=0).mean())


def _error(loss: str, labels: NDArray[np.float64], constant: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the mean loss of each column of the labels for one constant a column."""
    far = np.abs(labels - constant)
    if loss == "mean_absolute_percentage_error":
        each = 100 * far / np.maximum(np.abs(labels), _EPSILON)
    elif loss == "huber":
        each = np.where(far <= 1, far**2 / 2, far - 0.5)
    else:  # the logarithm of the hyperbolic cosine
        each = far + np.log1p(np.exp(-2 * far)) - np.log(2)
    return np.asarray(each.mean(axis=0))
