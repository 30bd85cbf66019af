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
    "mean_squared_error", "mean_absolute_error",
})  # fmt: skip
"""Names of the losses that are known."""

_TINY = 1e-12


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
        if self.loss == "mean_squared_error":
            return float(labels.var(axis=0).mean())
        return float(np.abs(labels - np.median(labels, axis=0)).mean())
