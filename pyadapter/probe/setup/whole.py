"""What is known of a data set that is in memory: rows against rows, features against labels."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from pyadapter.core.straight import straight
from pyadapter.probe.watch.batches import batch_leaves
from pyadapter.probe.watch.values import numbers

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

FEW = 8
"""Rows that are compared first: nearly all data differs there."""

MOST_CLASSES = 1000
_FLAT = 2


def plain(value: Any) -> Any:
    """Return a table of pandas as its numbers, where all its columns have some."""
    if type(value).__module__.partition(".")[0] == "pandas":
        array = np.asarray(value)
        return array if array.dtype.kind in "biuf" else None
    return value


def alike(array: NDArray[Any]) -> bool:
    """Whether all rows are the same, of at least eight."""
    if not array.ndim or len(array) < FEW:
        return False
    return all(bool((array[::step] == array[0]).all()) for step in (-(-len(array) // FEW), 1))


def held_out(arguments: Mapping[str, Any], split: float) -> tuple[tuple[float, ...], tuple[float, ...]]:
    """Return the classes of the rows that `validation_split` takes, and those of them that no other has.

    Keras takes the last rows, before it shuffles the others.
    """
    labels = numbers(plain(arguments.get("y")))
    if not split or labels is None or not labels.ndim or len(labels) < _FLAT:
        return (), ()
    rows = _line(labels)
    if rows is None:
        return (), ()
    kept = int(len(rows) * (1.0 - split))
    inside, outside = np.unique(rows[:kept]), np.unique(rows[kept:])
    if len(inside) + len(outside) > MOST_CLASSES:
        return (), ()
    return tuple(map(float, outside)), tuple(map(float, np.setdiff1d(outside, inside)))


def straight_line(arguments: Mapping[str, Any], loss: str) -> float | None:
    """Fit a line through the features that `fit` was given as arrays."""
    pairs = [
        (role, numbers(plain(leaf)))
        for role, _, leaf in batch_leaves((arguments.get("x"), arguments.get("y")))
    ]
    x = [array for role, array in pairs if role == "feature"]
    y = [array for role, array in pairs if role == "label"]
    if len(x) != 1 or len(y) != 1 or x[0] is None or y[0] is None or not x[0].ndim:
        return None
    return straight(x[0], y[0], classes="crossentropy" in loss)


def _line(labels: NDArray[Any]) -> NDArray[Any] | None:
    """Return one class a row, of numbers or of one-hot rows."""
    flat = labels.reshape(len(labels), -1)
    if flat.shape[1] == 1:
        return flat[:, 0]
    # Few rows first: labels can be pictures.
    one_hot = all(
        bool(((rows == 0) | (rows == 1)).all()) and bool((rows.sum(axis=1) == 1).all())
        for rows in (flat[:FEW], flat)
    )
    return flat.argmax(axis=1) if one_hot else None
