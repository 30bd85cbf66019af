"""Simple models: a ridge regression, and a logistic regression by plain iterations."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    Numbers = NDArray[np.float64]

MOST_COLUMNS = 1024
"""Columns of the inputs that are used, evenly spaced where there are more: a solution takes 0.1 s."""

PENALTY = 1.0
"""On the squared weights, for inputs of unit scale, as scikit-learn's `Ridge` and `LogisticRegression` have
it by default."""

ITERATIONS = 300
"""Of the logistic regression: with Nesterov's steps within a thousandth of the minimum on scaled inputs."""


@dataclass(frozen=True)
class Table:
    """Inputs as one table.

    Attributes:
        columns: Which columns are used, of each array of inputs.
        centre: Their means, float64 of shape (columns,).
        scale: Their deviations; 1 for those that never change.
        counted: By array of inputs: the token ids that are counted, None for numbers.
    """

    columns: tuple[NDArray[np.intp], ...]
    centre: Numbers
    scale: Numbers
    counted: tuple[NDArray[Any] | None, ...]


def table_of(arrays: Sequence[NDArray[Any]], tokens: Sequence[bool]) -> Table:
    """Decide how inputs become one table.

    Args:
        arrays: Numbers of shape (rows, ...), with the same rows.
        tokens: Which of them are ids of tokens, which are counted as words in a bag.
    """
    most = max(1, MOST_COLUMNS // max(1, len(arrays)))
    counted: list[NDArray[Any] | None] = []
    columns = []
    for array, ids in zip(arrays, tokens, strict=True):
        if ids:
            present, counts = np.unique(array, return_counts=True)
            counted.append(np.sort(present[np.argsort(-counts, kind="stable")][:most]))
            columns.append(np.arange(len(counted[-1])) if counted[-1] is not None else np.arange(0))
        else:
            width = int(np.prod(array.shape[1:], dtype=np.int64))
            counted.append(None)
            columns.append(np.unique(np.linspace(0, max(0, width - 1), min(width, most)).astype(np.intp)))
    plain = Table(tuple(columns), np.zeros(1), np.ones(1), tuple(counted))
    values = rows_of(arrays, plain)
    deviation = values.std(axis=0)
    return Table(plain.columns, values.mean(axis=0), np.where(deviation > 0, deviation, 1.0), plain.counted)


def rows_of(arrays: Sequence[NDArray[Any]], table: Table) -> Numbers:
    """Return inputs as rows of unit scale, float64 of shape (rows, columns); what is not finite is 0."""
    parts = []
    for array, columns, counted in zip(arrays, table.columns, table.counted, strict=True):
        flat = array.reshape(len(array), -1)
        if counted is None:
            parts.append(flat[:, columns].astype(np.float64))
        else:
            parts.append(_counts(flat, counted))
    values = np.concatenate(parts, axis=1)
    values = np.where(np.isfinite(values), values, 0.0)
    return np.asarray((values - table.centre) / table.scale)


def _counts(ids: NDArray[Any], counted: NDArray[Any]) -> Numbers:
    found = np.zeros((len(ids), len(counted)))
    places = np.searchsorted(counted, ids).clip(0, max(0, len(counted) - 1))
    known = counted[places] == ids
    row, _ = np.nonzero(known)
    np.add.at(found, (row, places[known]), 1.0)
    return found


def ridge(inputs: Numbers, targets: Numbers) -> Numbers:
    """Fit a linear regression.

    Args:
        inputs: Centred, shape (rows, columns).
        targets: Shape (rows, targets).

    Returns:
        Weights of shape (columns + 1, targets), the last row the constant.
    """
    mean = targets.mean(axis=0)
    gram = inputs.T @ inputs + PENALTY * np.eye(inputs.shape[1])
    weights = np.linalg.solve(gram, inputs.T @ (targets - mean))
    return np.concatenate([weights, mean[None]])


def logistic(inputs: Numbers, targets: Numbers, *, exclusive: bool) -> Numbers:
    """Fit a logistic regression with Nesterov's accelerated gradient.

    Args:
        inputs: Centred, shape (rows, columns).
        targets: Probabilities, shape (rows, classes).
        exclusive: Whether classes exclude each other: a softmax; else a sigmoid for each.

    Returns:
        Weights of shape (columns + 1, classes), the last row the constant.
    """
    rows = len(inputs)
    wide = np.concatenate([inputs, np.ones((rows, 1))], axis=1)
    penalty = np.full((wide.shape[1], 1), PENALTY / rows)
    penalty[-1] = 0.0
    # The second derivative is at most half of (softmax), or a quarter of (sigmoid), the largest eigenvalue.
    bound = (0.5 if exclusive else 0.25) * _largest(wide) / rows + PENALTY / rows
    weights = np.zeros((wide.shape[1], targets.shape[1]))
    ahead, momentum = weights, 1.0
    for _ in range(ITERATIONS):
        slope = wide.T @ (answers(wide @ ahead, exclusive=exclusive) - targets) / rows + penalty * ahead
        following = ahead - slope / bound
        grown = (1 + np.sqrt(1 + 4 * momentum**2)) / 2
        ahead = following + (momentum - 1) / grown * (following - weights)
        weights, momentum = following, grown
    return weights


def answers(scores: Numbers, *, exclusive: bool) -> Numbers:
    """Return the probabilities of scores, float64 of the same shape."""
    if exclusive:
        powers = np.exp(scores - scores.max(axis=1, keepdims=True))
        return np.asarray(powers / powers.sum(axis=1, keepdims=True))
    return np.asarray(1 / (1 + np.exp(-np.clip(scores, -500, 500))))


def applied(inputs: Numbers, weights: Numbers) -> Numbers:
    """Return the scores of a linear model, float64 of shape (rows, targets)."""
    return np.asarray(inputs @ weights[:-1] + weights[-1])


def _largest(wide: Numbers) -> float:
    """Return the largest eigenvalue of the Gram matrix, a little too large, by power iteration."""
    vector = np.ones(wide.shape[1]) / np.sqrt(wide.shape[1])
    size = 1.0
    for _ in range(30):
        made = wide.T @ (wide @ vector)
        size = float(np.linalg.norm(made)) or 1.0
        vector = made / size
    return 1.1 * size
