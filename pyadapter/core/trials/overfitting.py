"""Overfitting one batch: what the course of the loss says about a training that sees the same rows again."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Literal

import numpy as np

from pyadapter.core.trials.attempt import CHECK_EVERY

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from pyadapter.core.trials.attempt import Attempt

FITS = 0.05
"""Error that is small enough (TheDeepChecker): here the share that is left of what the best constant answer
leaves, so that it means the same for every loss and scale."""

ZERO = 1e-5
"""A loss that is not above this at once is suspicious rather than good (TheDeepChecker)."""

RISE = 0.05
"""Growth that is no noise (SageMaker's LossNotDecreasing: more than 5 %)."""

FALL = 0.05
"""Fall from one window to the next of a loss that is still on its way (TheDeepChecker: 5 % a window)."""

RUNAWAY = 100.0
"""Growth from which a loss explodes: what the cause `learning-rate-high` asks for."""

SWING, SWINGS = 0.03, 0.2
"""A loss oscillates when more than a fifth of its steps swing by more than 3 % (AUTOTRAINER)."""

WINDOW = 50
"""Steps of a window, at most a fifth of what there is. Ours: one swing of momentum is shorter."""

UNCHANGED = 50
"""Steps after which a loss that never changed will not. Ours: any update changes its last digits."""

RISING = 200
"""Steps of rising after which nobody waits for more. Ours: warm-ups of Adam are over by then."""

SURE = 3
"""Looks in a row that must name the labels right. Ours: once may be luck."""

SETTLED = 0.8
"""Share of its first value that a loss must fall below to have learned something, where nobody knows how far
it can fall. Ours."""

Kind = Literal[
    "fits", "hidden", "settles", "slow", "zero", "explodes", "unbounded", "goes-up", "oscillates", "plateaus"
]

GOOD: frozenset[Kind] = frozenset({"fits", "settles", "slow"})
"""Verdicts that find nothing wrong."""


def decided(attempt: Attempt) -> bool:
    """Whether more updates would not change the verdict."""
    losses = attempt.losses
    if not len(losses):
        return False
    if not np.isfinite(losses).all() or fits(attempt):
        return True
    if len(losses) >= UNCHANGED and (losses == losses[0]).all():
        return True
    if len(losses) >= RISING:
        return classify(attempt) in {"explodes", "unbounded", "goes-up"}
    return False


def classify(attempt: Attempt) -> Kind:
    """Name what the loss has done.

    Raises:
        ValueError: There is no loss at all.
    """
    losses = attempt.losses
    if not len(losses):
        raise ValueError("nothing was trained")
    if not np.isfinite(losses).all():
        return "explodes"
    if abs(losses[0]) <= ZERO and abs(losses).max() <= ZERO:
        return "zero"
    if fits(attempt):
        hidden = attempt.labels_differ and attempt.predictions_differ is False
        return "hidden" if hidden else "fits"
    return _unfit(attempt)


def fits(attempt: Attempt) -> bool:
    """Whether the batch is learned: by its loss, with or without dropout, or by every label named."""
    rights = [look.right for look in attempt.looks if look.right is not None]
    allowed = FITS * (1 - (attempt.yardstick.usual or 0.0))
    if len(rights) >= SURE and attempt.labels_differ and 1 - min(rights[-SURE:]) <= allowed:
        return True
    share = left_share(attempt)
    return share is not None and share <= FITS


def left_share(attempt: Attempt) -> float | None:
    """Return what is left of the loss: 1 is a constant answer's, or the first; 0 is perfect.

    None where the loss is below zero and nobody knows how far it can fall.
    """
    least = attempt.yardstick.least
    if least is None and attempt.losses.min() < 0:
        return None
    low = least or 0.0
    constant = attempt.yardstick.constant
    scale = constant - low if constant is not None else 0.0
    if scale <= ZERO:  # all labels are the same, or nobody knows
        scale = float(attempt.losses[0]) - low
    if scale <= 0:
        return None
    seen = attempt.seen[-1:]
    best = min(float(np.median(attempt.losses[-CHECK_EVERY:])), *(seen if len(seen) else (math.inf,)))
    # Rounding aside, below the least there is nothing to fit: the labels are impossible.
    return (best - low) / scale if best >= low - RISE * scale else None


def _unfit(attempt: Attempt) -> Kind:
    losses, least = attempt.losses, attempt.yardstick.least
    size = max(1, min(WINDOW, len(losses) // 5))
    windows = _medians(losses, size)
    first, last = float(losses[0]), float(windows[-1])
    scale = max(abs(first), ZERO)
    below = last < (least or 0.0) - RISE * scale
    if below and (least is not None or last <= -RUNAWAY * scale):
        return "unbounded"
    if last - first >= RUNAWAY * scale:
        return "explodes"
    falling = _falling(losses, least)
    if _swings(attempt) and not falling:
        return "oscillates"
    if last - first > RISE * scale and windows.argmin() <= len(windows) // 5:
        return "goes-up"
    if falling:
        return "slow"
    learned = last < first - (1 - SETTLED) * scale
    return "settles" if least is None and learned else "plateaus"


def _falling(losses: NDArray[np.float64], least: float | None) -> bool:
    """Whether each of the last fifths is lower than the one before by a share of what is left."""
    if len(losses) < 5 * CHECK_EVERY:
        return False
    fifths = _medians(losses, len(losses) // 5)[-4:]
    above = fifths - (least if least is not None else min(0.0, float(fifths.min())))
    return bool((np.diff(above) <= -FALL * np.abs(above[:-1])).all())


def _swings(attempt: Attempt) -> bool:
    """Whether the second half goes up and down; noise of dropout alone does not count."""
    if attempt.random or (attempt.noisy and not len(attempt.seen)):
        return False
    series = [attempt.losses]
    if attempt.noisy:
        series.append(attempt.seen)
    return all(_oscillates(each[len(each) // 2 :]) for each in series)


def _oscillates(values: NDArray[np.float64]) -> bool:
    if len(values) < CHECK_EVERY:
        return False
    changes = np.diff(values)
    level = max(abs(float(np.median(values))), ZERO)
    turns = np.sign(changes[1:]) * np.sign(changes[:-1]) < 0
    large = np.minimum(np.abs(changes[1:]), np.abs(changes[:-1])) > SWING * level
    return bool((turns & large).mean() > SWINGS)


def _medians(losses: NDArray[np.float64], size: int) -> NDArray[np.float64]:
    count = len(losses) // size
    return np.asarray(np.median(losses[len(losses) - count * size :].reshape(count, size), axis=1))
