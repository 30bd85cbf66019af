"""Baselines: answers that need no network, in the form that the model's own loss takes."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from pyadapter.core.digest import short_number
from pyadapter.core.trials.simple_models import Table, answers, applied, logistic, ridge, rows_of
from pyadapter.core.trials.yardsticks import BINARY, ONE_HOT, SPARSE

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

    Numbers = NDArray[np.float64]

LEAST = 1e-7
"""Probability that a baseline never goes below, nor above one minus it: Keras's epsilon."""


@dataclass(frozen=True)
class Task:
    """What one output of the model is asked for.

    Attributes:
        loss: Name of Keras's loss function; None for one of the user's own.
        from_logits: Whether it takes logits.
        answer: Shape of the model's answer for one row.
        names: Of classes.
    """

    loss: str | None
    from_logits: bool
    answer: tuple[int, ...]
    names: tuple[str, ...] = ()

    @property
    def classes(self) -> bool:
        """Whether one class of several is asked for."""
        return self.loss in SPARSE | ONE_HOT and bool(self.answer) and self.answer[-1] > 1

    @property
    def yes(self) -> bool:
        """Whether yes or no is asked for, once or several times."""
        return self.loss in BINARY


@dataclass(frozen=True)
class Baseline:
    """An answer that needs no network.

    Attributes:
        name: In words.
        constant: Whether it is the same for every row.
        answer: Returns its answers for a table of inputs: shape (rows, ...) as the model's.
    """

    name: str
    constant: bool
    answer: Callable[[Sequence[NDArray[Any]]], NDArray[np.float32]]


def targets_of(task: Task, labels: NDArray[Any]) -> Numbers:
    """Return labels as what a linear model is fitted to: shape (rows, answers)."""
    if task.classes and task.loss in SPARSE:
        flat = labels.reshape(len(labels), -1)[:, 0].astype(np.int64)
        inside = flat.clip(0, task.answer[-1] - 1)
        return np.asarray(np.eye(task.answer[-1])[inside])
    return labels.reshape(len(labels), -1).astype(np.float64)


def constants(task: Task, labels: NDArray[Any]) -> list[Baseline]:
    """Return the best answers that are the same for all rows."""
    if task.classes and task.loss in SPARSE:
        counts = np.bincount(
            labels.astype(np.int64).reshape(-1).clip(0, task.answer[-1] - 1), minlength=task.answer[-1]
        )
        shares = counts / counts.sum()
        return [Baseline(_always(task, int(shares.argmax())), True, _same(task, shares))]
    rows = labels.reshape(len(labels), -1).astype(np.float64)
    if task.classes:
        shares = labels.reshape(-1, task.answer[-1]).mean(axis=0)
        return [Baseline(_always(task, int(shares.argmax())), True, _same(task, shares))]
    mean = rows.mean(axis=0)
    if task.yes:
        name = _always(task, int(mean[0] > 0.5)) if mean.size == 1 else "the usual answer to each"  # noqa: PLR2004 -- the middle
        return [Baseline(name, True, _same(task, mean))]
    median = np.median(rows, axis=0)
    said = [f", {short_number(float(each[0]))}" if each.size == 1 else "" for each in (mean, median)]
    return [
        Baseline(f"always the mean{said[0]}", True, _same(task, mean)),
        Baseline(f"always the median{said[1]}", True, _same(task, median)),
    ]


def linear(task: Task, arrays: Sequence[NDArray[Any]], labels: NDArray[Any], table: Table) -> Baseline | None:
    """Fit a linear model; None where an answer is no row of numbers."""
    targets = targets_of(task, labels)
    if len(task.answer) != 1 or targets.shape[1] != task.answer[0] or not np.isfinite(targets).all():
        return None
    inputs = rows_of(arrays, table)
    if not (task.classes or task.yes):
        weights = ridge(inputs, targets)
        return Baseline(
            "a linear model", False, lambda given: _formed(task, applied(rows_of(given, table), weights))
        )
    weights = logistic(inputs, targets.clip(0, 1), exclusive=task.classes)

    def answer(given: Sequence[NDArray[Any]]) -> NDArray[np.float32]:
        return _formed(task, answers(applied(rows_of(given, table), weights), exclusive=task.classes))

    return Baseline("a linear model", False, answer)


def _always(task: Task, place: int) -> str:
    name = f" ({task.names[place]})" if place < len(task.names) else ""
    return f"always answering {place}{name}"


def _same(task: Task, values: Numbers) -> Callable[[Sequence[NDArray[Any]]], NDArray[np.float32]]:
    def answer(given: Sequence[NDArray[Any]]) -> NDArray[np.float32]:
        row = values.reshape(task.answer) if values.size == math.prod(task.answer) else values
        return _formed(task, np.broadcast_to(row, (len(given[0]), *task.answer)))

    return answer


def _formed(task: Task, values: Numbers) -> NDArray[np.float32]:
    """Return answers as the loss takes them."""
    values = values.reshape(len(values), *task.answer)
    if task.classes or task.yes:
        values = values.clip(LEAST, 1 - LEAST)
        if task.from_logits:
            values = np.log(values / (1 - values)) if task.yes else np.log(values)
    return values.astype(np.float32)
