"""Distributions: what the labels of a batch are, against what the model gives out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from pyadapter.core.digest import short_number
from pyadapter.core.numbers import native

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

    from pyadapter.core.numbers import Array

MOST = 40
"""Classes that are shown, the most frequent ones."""

BINS = 20
"""Ranges that numbers are counted in."""

REACH: dict[str, tuple[float, float]] = {
    "elu": (-1.0, np.inf), "hard_sigmoid": (0.0, 1.0), "relu": (0.0, np.inf), "relu6": (0.0, 6.0),
    "selu": (-1.7581, np.inf), "sigmoid": (0.0, 1.0), "softmax": (0.0, 1.0), "softplus": (0.0, np.inf),
    "softsign": (-1.0, 1.0), "tanh": (-1.0, 1.0),
}  # fmt: skip
"""What activations of Keras answer, by their names, as its documentation defines them."""


@dataclass(frozen=True)
class Bar:
    """How many are in a class, or from `start` to `end`."""

    name: str
    count: int
    start: float | None = None
    end: float | None = None


@dataclass(frozen=True)
class Distribution:
    """Bars of labels and of predictions side by side; the same bars in the same order in each group."""

    title: str
    groups: tuple[tuple[str, tuple[Bar, ...]], ...]
    note: str | None = None


def of_classes(
    labels: Array, predicted: Array | None, count: int | None, name: Callable[[int], str]
) -> Distribution | None:
    """Count classes.

    Args:
        labels: The number of each row's class.
        predicted: The number of each row's likeliest class; None before there are predictions.
        count: For how many classes the model has an answer.
        name: Returns the name of a class.
    """
    given = _whole(labels)
    made = None if predicted is None else _whole(predicted)
    if not given.size:
        return None
    present, times = np.unique(given, return_counts=True)
    shown = set(present[np.argsort(-times, kind="stable")][:MOST].tolist())
    shown |= set(() if made is None else np.unique(made)[:MOST].tolist())
    if count is not None and count <= MOST:
        shown |= set(range(count))
    classes = sorted(shown)
    groups = [("labels", _bars(given, classes, name))]
    if made is not None:
        groups.append(("predictions", _bars(made, classes, name)))
    outside = 0 if count is None else int(np.count_nonzero((present < 0) | (present >= count)))
    distinct = (
        _several(len(present), "class") if count is None else f"{len(present) - outside} of {count} classes"
    )
    distinct += f" and {outside} outside" if outside else ""
    return Distribution(
        f"Labels: {distinct} in this batch", tuple(groups), _about_classes(given, made, count, name)
    )


def of_numbers(labels: Array, predicted: Array | None, activation: str | None) -> Distribution | None:
    """Count numbers in ranges that are the same for labels and predictions.

    Args:
        labels: Of any shape.
        predicted: Of any shape; None before there are predictions.
        activation: Name of what ends the model, a key of `REACH` where it says something.
    """
    given = _finite(labels)
    made = np.empty(0) if predicted is None else _finite(predicted)
    if not given.size:
        return None
    both = np.concatenate([given, made])
    low, high = float(both.min()), float(both.max())
    edges = np.linspace(low, high, BINS + 1) if high > low and np.isfinite(high - low) else None
    groups = [("labels", _ranges(given, edges, low, high))]
    title = f"Labels: {_span(given)}"
    if made.size:
        groups.append(("predictions", _ranges(made, edges, low, high)))
        title += f"; predictions: {_span(made)}"
    return Distribution(title, tuple(groups), _about_numbers(given, made, activation))


def _about_classes(
    given: NDArray[np.int64], made: NDArray[np.int64] | None, count: int | None, name: Callable[[int], str]
) -> str | None:
    notes = []
    if count is not None:
        outside = np.unique(given[(given < 0) | (given >= count)]).tolist()
        if outside:
            which = ", ".join(map(str, outside[:5]))
            notes.append(f"The model has answers for 0 to {count - 1}; labels are {which}, too.")
        absent = count - np.unique(given[(given >= 0) & (given < count)]).size
        if absent and given.size >= 3 * count:
            notes.append(f"{_several(absent, 'class')} of {count} {'is' if absent == 1 else 'are'} missing.")
    if made is not None and made.size > 1 and (made == made[0]).all():
        notes.append(f"Every row is predicted as {name(int(made[0]))}.")
    return " ".join(notes) or None


def _about_numbers(
    given: NDArray[np.float64], made: NDArray[np.float64], activation: str | None
) -> str | None:
    notes = []
    low, high = REACH.get(activation or "", (-np.inf, np.inf))
    outside = int(np.count_nonzero((given < low) | (given > high)))
    if outside:
        ends = (
            f"{short_number(low)} to {short_number(high)}"
            if high < np.inf
            else f"{short_number(low)} and above"
        )
        notes.append(f"{activation} answers {ends}: {outside} of {given.size} labels are out of its reach.")
    if made.size > 1 and made.min() == made.max() and given.min() != given.max():
        notes.append(f"Every prediction is {short_number(float(made[0]))}.")
    return " ".join(notes) or None


def _bars(values: NDArray[np.int64], classes: Sequence[int], name: Callable[[int], str]) -> tuple[Bar, ...]:
    return tuple(Bar(name(each), int(np.count_nonzero(values == each))) for each in classes)


def _ranges(
    values: NDArray[np.float64], edges: NDArray[np.float64] | None, low: float, high: float
) -> tuple[Bar, ...]:
    if edges is None:
        return (Bar(short_number(low), int(values.size), low, high),)
    counts, _ = np.histogram(values, edges)
    pairs = zip(edges[:-1].tolist(), edges[1:].tolist(), counts.tolist(), strict=True)
    return tuple(Bar(f"{short_number(a)} to {short_number(b)}", count, a, b) for a, b, count in pairs)


def _whole(values: Array) -> NDArray[np.int64]:
    finite = _finite(values)
    return finite[np.abs(finite) < 2**53].astype(np.int64)


def _finite(values: Array) -> NDArray[np.float64]:
    flat = native(np.ascontiguousarray(values).reshape(-1)).astype(np.float64)
    return flat[np.isfinite(flat)]


def _span(values: NDArray[np.float64]) -> str:
    low, high = short_number(float(values.min())), short_number(float(values.max()))
    return f"all {low}" if low == high else f"{low} to {high}"


def _several(count: int, what: str) -> str:
    return f"{count} {what if count == 1 else what + 'es'}"
