"""Whether data can be learned at all: what two simple models, fitted to some rows, say of the others.

What a linear model or the nearest neighbours answer better than a constant on rows that they have not seen is
no noise. So a network that is no better than a constant on the same rows has failed, and not the data.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    Numbers = NDArray[np.float64]

MOST_ROWS = 600
"""Rows that are looked at: half to fit, half to judge. 20 ms."""

FEWEST_ROWS = 40
"""With fewer rows a share of the variance is explained by chance: of noise, the standard error is 1/√rows."""

MOST_COLUMNS = 3000
MOST_WORDS = 5000

NEIGHBOURS = 5
RIDGE = 0.1
"""Penalty of the linear model for each row."""

ENDS = 4.0
"""Standard deviations that a feature can lie from its mean: one outlier must not rule the distances."""


def explained(features: Sequence[NDArray[np.generic]], targets: NDArray[np.generic]) -> float | None:
    """Measure how much of the targets the features explain, on rows that were held out.

    Args:
        features: Real numbers of shape (rows, ...), each; whole numbers of many values that stand in rows
            of three and more are taken for words, which are counted.
        targets: Real numbers of shape (rows, ...), one-hot for classes.

    Returns:
        The share of the variance that the better of the two models explains, below 0 where both are worse
        than a constant; None where there are too few rows, or targets do not differ.
    """
    rows = len(targets)
    if rows < FEWEST_ROWS or not features or any(len(each) != rows for each in features):
        return None
    chosen = np.linspace(0, rows - 1, min(rows, MOST_ROWS)).astype(np.int64)
    chosen = np.random.default_rng(0).permutation(chosen)
    wanted = np.asarray(targets)[chosen].reshape(len(chosen), -1)[:, :MOST_COLUMNS].astype(np.float64)
    given = np.concatenate([_columns(np.asarray(each)[chosen]) for each in features], axis=1)
    if not np.isfinite(wanted).all() or not given.shape[1]:
        return None
    half = len(chosen) // 2
    fitted, judged = wanted[:half], wanted[half:]
    middle = fitted.mean(axis=0)
    spread = float(((judged - middle) ** 2).mean())
    if spread <= 0:
        return None
    answers = (
        _linear(given[:half], fitted - middle, given[half:]),
        _nearest(given[:half], fitted - middle, given[half:]),
    )
    return max(1 - float(((judged - middle - answer) ** 2).mean()) / spread for answer in answers)


def one_hot(labels: NDArray[np.generic]) -> NDArray[np.float64] | None:
    """Turn numbers of classes into rows of zeros with a single 1.

    Args:
        labels: Whole numbers of shape (rows, ...) with one value a row.

    Returns:
        Shape (rows, classes that occur); None for several values a row, or more than 1,000 classes.
    """
    if labels.size != len(labels):
        return None
    classes, which = np.unique(labels.reshape(-1), return_inverse=True)
    return None if len(classes) > 1000 else np.eye(len(classes))[which.reshape(-1)]  # noqa: PLR2004 - 6 MB


def _columns(values: NDArray[np.generic]) -> Numbers:
    flat = values.reshape(len(values), -1)
    flat = flat[:, :: -(-flat.shape[1] // MOST_COLUMNS)] if flat.shape[1] > MOST_COLUMNS else flat
    table = np.nan_to_num(flat.astype(np.float64), posinf=0.0, neginf=0.0)
    if _words(table):
        table = _counted(table)
    deviation = table.std(axis=0)
    kept = deviation > 1e-9 * max(1e-30, float(np.abs(table).max(initial=0.0)))
    standard = (table[:, kept] - table[:, kept].mean(axis=0)) / deviation[kept]
    return np.asarray(np.clip(standard, -ENDS, ENDS))


def _words(table: Numbers) -> bool:
    """Whether numbers are names of words: whole, of many values, and the same ones in every column."""
    if table.shape[1] < 3 or table.min() < 0 or table.max() < 10 or (table != np.rint(table)).any():  # noqa: PLR2004 - as `explained` says
        return False
    highest = table.max(axis=0)
    return bool(np.median(highest) > table.max() / 2 and table.max() < MOST_WORDS)


def _counted(table: Numbers) -> Numbers:
    counts = np.zeros((len(table), int(table.max()) + 1))
    np.add.at(counts, (np.arange(len(table))[:, None], table.astype(np.int64)), 1.0)
    return np.concatenate([counts, table], axis=1)


def _linear(fitted: Numbers, targets: Numbers, judged: Numbers) -> Numbers:
    penalty = RIDGE * len(fitted)
    # In the form that is small for many columns: as many equations as rows.
    kernel = fitted @ fitted.T + 1.0
    return np.asarray(
        (judged @ fitted.T + 1.0) @ np.linalg.solve(kernel + penalty * np.eye(len(fitted)), targets)
    )


def _nearest(fitted: Numbers, targets: Numbers, judged: Numbers) -> Numbers:
    distances = (judged**2).sum(axis=1)[:, None] - 2 * judged @ fitted.T + (fitted**2).sum(axis=1)
    nearest = np.argpartition(distances, NEIGHBOURS, axis=1)[:, :NEIGHBOURS]
    return np.asarray(targets[nearest].mean(axis=1))
