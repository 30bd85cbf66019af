"""Bars: the probabilities of a row's classes, the largest first."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from pyadapter.core.numbers import native

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from pyadapter.core.numbers import Array

MOST = 5
"""Bars of a row: as `top 5` has them."""


@dataclass(frozen=True)
class Bar:
    """A class, its probability (NaN where it is not finite), and whether it is the right one."""

    index: int
    value: float
    label: bool


def probabilities_of(row: Array, activation: str | None) -> NDArray[np.float64]:
    """Return a probability for each class.

    Args:
        row: One number a class; a single one stands for the second of two.
        activation: `softmax` or `sigmoid` where the numbers are what comes before it; None where they are
            probabilities already.
    """
    values = native(np.ascontiguousarray(row).reshape(-1)).astype(np.float64)
    with np.errstate(invalid="ignore", over="ignore"):
        if activation == "softmax" and values.size:
            powers = np.exp(values - values.max())
            values = powers / powers.sum()
        elif activation == "sigmoid":
            values = 1 / (1 + np.exp(-values))
        return np.array([1 - values[0], values[0]]) if values.size == 1 else values


def bars_of(probabilities: NDArray[np.float64], labels: frozenset[int], most: int = MOST) -> list[Bar]:
    """Choose the bars to show: the right class whatever it has, then the largest.

    Args:
        probabilities: One a class.
        labels: The right classes.
        most: At most so many.
    """
    order = np.argsort(np.where(np.isfinite(probabilities), -probabilities, np.inf), kind="stable").tolist()
    right = [index for index in order if index in labels][:most]
    others = [index for index in order if index not in labels][: most - len(right)]
    chosen = sorted({*right, *others}, key=order.index)
    return [Bar(index, float(probabilities[index]), index in labels) for index in chosen]
