"""A sample of the data of a training, to ask whether it can be learned: when a verdict needs it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from pyadapter.core.learnable import MOST_ROWS, explained, one_hot
from pyadapter.probe.watch.batches import batch_leaves
from pyadapter.probe.watch.values import numbers

if TYPE_CHECKING:
    from numpy.typing import NDArray

MOST_BYTES = 4 << 20
"""Of the rows that are copied from batches where the data is in no array."""

FEW = 64
"""Rows up to which it is counted how many differ."""


class CourseData:
    """Features and labels: those that `fit` was given as arrays, else copies of the first batches' rows.

    Args:
        x: As given to `fit`; None before.
        y: As above.
    """

    def __init__(self, x: Any = None, y: Any = None) -> None:
        self._given = _columns(x, y)
        self._batches: list[tuple[list[NDArray[Any]], NDArray[Any]]] = []
        self._rows = self._bytes = 0
        self._open = self._given is None

    def add(self, x: Any, y: Any) -> None:
        """Take in a batch, as long as more is wanted."""
        if not self._open:
            return
        columns = _columns(x, y)
        if columns is None:
            self._open = False
            return
        features, labels = columns
        size = labels.nbytes + sum(each.nbytes for each in features)
        if self._rows >= MOST_ROWS or self._bytes + size > MOST_BYTES:
            self._open = False
            return
        self._rows, self._bytes = self._rows + len(labels), self._bytes + size
        self._batches.append(([each.copy() for each in features], labels.copy()))

    def rows(self) -> tuple[int | None, bool]:
        """Count the rows that differ.

        Returns:
            None for many, or where they are not known; and whether equal rows have equal labels.
        """
        if self._given is None:
            return None, False
        features, labels = self._given
        if len(labels) > FEW:
            return None, False
        table = np.concatenate([each.reshape(len(labels), -1) for each in features], axis=1)
        both = np.concatenate([table, labels.reshape(len(labels), -1)], axis=1)
        count = len(np.unique(table, axis=0))
        return count, count == len(np.unique(both, axis=0))

    def explained(self) -> tuple[float, int] | None:
        """Measure how much of the labels a simple model explains on rows that it has not seen.

        Returns:
            The share of the variance, and how many rows were looked at; None where that is not known.
        """
        known = self._sample()
        if known is None:
            return None
        features, labels = known
        if _is_sequence(labels) or _shares_columns(features, labels):
            return None
        classes = one_hot(labels) if labels.dtype.kind in "biu" else None
        share = explained(features, labels if classes is None else classes)
        return None if share is None else (share, min(len(labels), MOST_ROWS))

    def _sample(self) -> tuple[list[NDArray[Any]], NDArray[Any]] | None:
        if self._given is not None:
            features, labels = self._given
            step = max(1, len(labels) // (2 * MOST_ROWS))
            return [each[::step] for each in features], labels[::step]
        if not self._batches:
            return None
        try:
            features = [
                np.concatenate(parts) for parts in zip(*(given for given, _ in self._batches), strict=True)
            ]
            return features, np.concatenate([labels for _, labels in self._batches])
        except ValueError:  # batches of different shapes
            return None


def _is_sequence(labels: NDArray[Any]) -> bool:
    """Whether rows are answered at several places, where a network may see less than all of its row."""
    several = labels.size > len(labels) and labels.dtype.kind in "iu"
    return labels.ndim > 2 or (several and bool(labels.max() > 1))  # noqa: PLR2004 -- rows, and values of one


def _shares_columns(features: list[NDArray[Any]], labels: NDArray[Any]) -> bool:
    """Whether labels are among the features: a reconstruction, or a row that tells what comes next."""
    table = np.concatenate([each.reshape(len(labels), -1) for each in features], axis=1)
    known = {column.tobytes() for column in table.T.astype(np.float64)}
    answers = labels.reshape(len(labels), -1).T.astype(np.float64)
    return any(column.tobytes() in known for column in answers if (column != column[0]).any())


def _columns(x: Any, y: Any) -> tuple[list[NDArray[Any]], NDArray[Any]] | None:
    """Return features and labels as arrays with the same rows; None where they are none."""
    labels = numbers(y)
    found = [numbers(leaf) for _, _, leaf in batch_leaves((x,))] if x is not None else []
    features = [each for each in found if each is not None and each.ndim]
    if labels is None or not labels.ndim or not features or len(features) < len(found):
        return None
    return (features, labels) if all(len(each) == len(labels) for each in features) else None
