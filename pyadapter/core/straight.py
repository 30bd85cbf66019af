"""The best straight line through a data set: what a model without any non-linearity can reach."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from pyadapter.core.numbers import Array

ROWS = 2000
"""Rows that are looked at, evenly spaced: 20 ms with all columns."""

COLUMNS = 100
"""Features beyond which nothing is said: a line through so many fits what it has seen and nothing else."""

_FLAT = 2


def straight(features: Array, labels: Array, *, classes: bool) -> float | None:
    """Fit a line by least squares and say how well it answers.

    Args:
        features: Of shape (rows, ...).
        labels: One value a row, or several, one-hot rows among them.
        classes: Whether labels are classes.

    Returns:
        For numbers the share of their variance that it explains, adjusted for the number of features
        (adjusted R²); for classes the share of rows that it puts in theirs. None where it cannot be known.
    """
    if not len(features) or len(features) != len(labels) or features[0].size > COLUMNS:
        return None
    step = -(-len(features) // ROWS)
    x = features[::step].reshape(len(features[::step]), -1).astype(np.float64)
    y = labels[::step].reshape(len(x), -1).astype(np.float64)
    spare = len(x) - x.shape[1] - 1
    if spare < 1 or y.shape[1] > COLUMNS or not np.isfinite(x).all() or not np.isfinite(y).all():
        return None
    if classes and y.shape[1] == 1:
        names = np.unique(y)
        y = (y == names).astype(np.float64)
    deviation = x.std(axis=0)
    scaled = (x - x.mean(axis=0)) / np.where(deviation > 0, deviation, 1.0)
    design = np.column_stack([scaled, np.ones(len(x))])
    answers = design @ np.linalg.lstsq(design, y, rcond=None)[0]
    if classes:
        return float((answers.argmax(axis=1) == y.argmax(axis=1)).mean())
    total = float(((y - y.mean(axis=0)) ** 2).sum())
    if not total:
        return None
    return 1.0 - float(((y - answers) ** 2).sum()) / total * (len(x) - 1) / spare
