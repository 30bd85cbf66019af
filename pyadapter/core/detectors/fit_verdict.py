"""A verdict on a training that is over: has it learned anything, and would more of the same help?

Short trainings end long before a window of 500 steps (`core.detectors.loss_window`) is full. What stands in
for the missing steps is the mean loss of each epoch, which is of the same rows every time, and a reason why
the model should have done better: a simple model does on rows that it was not fitted to, or there are so few
rows that they should be known by heart, or one constant for every row would have been clearly better.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from pyadapter.core.symptom import Symptom

if TYPE_CHECKING:
    from collections.abc import Callable

EPOCHS = 5
"""Epochs that make a verdict. Ours: four means behind the first give a slope with an error."""

UPDATES = 200
"""Updates before it. Ours: with Adam's default rate, by which a weight moves 0.001 in an update, weights of
common size have moved by their own."""

NOTHING_LEARNED = 0.01
"""Share of the way from the loss of the best constant prediction to the least one (SageMaker calls less than
0.1 % no fall; ours is ten times that, of the whole way)."""

WORSE = 1.5
"""Times the loss of that constant from which on no noise of batches, dropout or regularization explains it.
Ours: a bias alone could do better."""

LEARNED = 0.1
"""Share of the same way that counts as learned."""

LONGER = 5.0
"""Times as many epochs that it would take to get there at the pace of the last ones. Ours: nobody who wanted
a result chose so few."""

NEVER = 10_000.0
"""Times as many epochs that are said to be never."""

FEW_ROWS = 64
BY_HEART_UPDATES = 500
"""A network with twice as many weights as rows can give each row any label (Zhang et al. 2017, theorem 1); so
few rows take no more updates than a window of losses that have stalled has steps."""

WEIGHTS_A_ROW = 2

LEAST_EXPLAINED = 0.1
"""Share of the variance that a simple model must explain, beside two standard errors."""

RISES = 0.3
SWINGS = 0.3
"""Share of the epochs in which the loss rose, by this share of itself (`loss_oscillation.SWING`)."""


@dataclass(frozen=True)
class Training:
    """What is known of a training that is over.

    Attributes:
        epochs: Mean loss of each epoch, at most those of the last 1,000, the oldest first.
        first: Mean loss of the very first epoch.
        count: How many epochs there were.
        updates: How many updates.
        constant: Loss of the best constant prediction.
        least: Loss of perfect answers.
        rows: How many different rows the data has; None where that is not known.
        consistent: Whether rows that are the same have the same label.
        parameters: How many numbers are trained.
        explained: Computes the share of the variance that a simple model explains on rows that it has not
            seen, and of how many rows it knows; None where that is not known.
    """

    epochs: tuple[float, ...]
    first: float
    count: int
    updates: int
    constant: float
    least: float = 0.0
    rows: int | None = None
    consistent: bool = False
    parameters: int = 0
    explained: Callable[[], tuple[float, int] | None] = lambda: None


def judge(training: Training) -> Symptom | None:
    """Say whether a training has failed."""
    losses = np.asarray(training.epochs, np.float64)
    if len(losses) < EPOCHS or training.updates < UPDATES or not np.isfinite(losses).all():
        return None
    way = training.constant - training.least
    if way <= 0:
        return None
    # Of epochs that swing the best one counts.
    level = float(losses[-_half(losses) :].min())
    worse = training.constant > 0 and level - training.least > WORSE * way
    if not worse and level < training.constant - NOTHING_LEARNED * way:
        return None
    goal = training.constant if worse else training.constant - LEARNED * way
    needed = (level - goal) / max(_pace(losses), 1e-30)
    if needed < LONGER * training.count:
        return None
    reason = "A bias alone, whatever the input, would be better" if worse else _reason(training)
    return None if reason is None else _symptom(training, losses, reason, needed, worse=worse)


def _half(losses: np.ndarray[tuple[int], np.dtype[np.float64]]) -> int:
    return max(EPOCHS - 1, len(losses) // 2)


def _pace(losses: np.ndarray[tuple[int], np.dtype[np.float64]]) -> float:
    """Return the fall of an epoch, as the lowest losses of the last two quarters tell, or the end of them.

    The lowest losses of a training that swings are what it has reached. One that gathers speed, as behind a
    plateau, falls in each of its last epochs.
    """
    earlier, later = np.array_split(losses[-_half(losses) :], 2)
    fall = float(earlier.min() - later.min()) / len(later)
    last = losses[-max(EPOCHS - 1, len(losses) // 10) :]
    steady = bool((np.diff(last) < 0).all())
    return max(fall, float(last[0] - last[-1]) / (len(last) - 1) if steady else 0.0)


def _reason(training: Training) -> str | None:
    """Return why a model with the loss of a constant should have done better; None where nothing says so."""
    rows = training.rows
    if (
        rows is not None
        and 1 < rows <= FEW_ROWS
        and training.consistent
        and training.updates >= BY_HEART_UPDATES
        and training.parameters >= WEIGHTS_A_ROW * rows
    ):
        return f"{rows} different rows, {training.parameters:,} weights: it could know them by heart"
    known = training.explained()
    if known is None or known[0] < LEAST_EXPLAINED + 2 / np.sqrt(known[1]):
        return None
    return f"The data can be learned: a simple model explains {known[0]:.0%} of unseen rows' variance"


def _symptom(
    training: Training,
    losses: np.ndarray[tuple[int], np.dtype[np.float64]],
    reason: str,
    needed: float,
    *,
    worse: bool,
) -> Symptom:
    changes = np.diff(losses) / np.maximum(losses[:-1], 1e-30)
    last, count = float(losses[-1]), training.count
    times = needed / count
    evidence: tuple[str, ...] = (
        f"One constant prediction for every row would have a loss of {training.constant:.4g}",
        reason,
        "Last epochs: " + ", ".join(f"{loss:.4g}" for loss in losses[-6:]),
    )
    summary = (
        f"After {count} epochs the loss is {last:.4g}, {'worse' if worse else 'no better'} than a constant"
    )
    if worse and float((changes > SWINGS).mean()) >= RISES:
        swing = float(np.median(np.abs(changes)))
        return Symptom("loss-oscillating", "The loss swings and does not fall", summary, evidence, swing)
    if times > NEVER or last > training.first * (1 - NOTHING_LEARNED):
        return Symptom("loss-stalled", "The loss does not fall", summary, evidence, last)
    evidence += (f"At this pace it takes {times:.0f} times as many epochs to learn anything",)
    return Symptom("loss-stalled", "The loss falls far too slowly", summary, evidence, last)
