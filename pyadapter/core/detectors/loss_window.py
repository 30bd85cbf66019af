"""The loss over windows of steps: stalled, diverged or oscillating.

Losses of batches are noisy, so medians and means of windows are compared with the noise within them, and all
of it with the loss of the best constant prediction (`core.detectors.constant_prediction`): a model that does
better than that has learned something, and whatever its loss does next is then no finding of these kinds.
Losses that are not finite are not judged here.
"""

from __future__ import annotations

import math
from collections import deque
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from pyadapter.core.detectors.loss_oscillation import Blocks
from pyadapter.core.symptom import Symptom

if TYPE_CHECKING:
    from collections.abc import Callable

WINDOW = 10
"""Steps in a window (SageMaker's LossNotDecreasing compares over 10)."""

STALLED_STEPS = 500
"""Steps without a fall. Ours: healthy networks wait on early plateaus for some hundred steps, so that the 10
steps of SageMaker alarm on many of them."""

NO_FALL = 0.001
"""A fall by less than 0.1 % is none (SageMaker); nor is one that is smaller than its own standard error."""

NOTHING_LEARNED = 0.99
"""Share of the loss of a constant prediction from which on nothing has been learned. Ours."""

CONSTANT_STEPS = 50
"""Steps after which a loss that has never changed at all is told. Ours: any update changes its end."""

FAR_ABOVE = 3.0
"""Times the loss of a constant prediction, and times the first loss. Ours: one bad update of healthy training
doubles a loss, and is undone in the next window."""

HIGH_WINDOWS = 5
"""Windows in a row that must stay so far above. Ours: 50 steps, more than a bad update needs to heal."""

RUNAWAY = 100.0
"""Growth over the smallest window where no constant prediction is known: the growth that the cause
`learning-rate-high` asks for. It must have doubled in every one of the last windows, too (TheDeepChecker's
threshold for gradients): targets of reinforcement learning grow, but slower."""

DOUBLINGS = HIGH_WINDOWS - 1
"""Windows in a row that must each have doubled."""

NOT_SETTLING = 0.9
"""A last window below this share of the highest is on its way down."""

JUDGED_EVERY = 50
"""Steps between two verdicts on whether the loss has stalled."""


def _unknown() -> None:
    return None


@dataclass(frozen=True)
class Context:
    """What is known of a step beside its loss.

    Attributes:
        constant: Computes the loss of the best constant prediction for the labels of the last 500 steps; None
            when it is not known, because the loss is the user's own, is weighted, or has other terms.
        rows: Rows of the batch.
        block: A number that changes when all rows of the data have been seen once more: the epoch in `fit`,
            the step in a loop whose every batch is the same. None when that is not known.
        steady: Whether the learning rate has not risen, and no schedule moves it.
        several: Whether other losses are trained at the same time, as in adversarial training.
        begun: Whether the model has been trained before.
    """

    constant: Callable[[], float | None] = _unknown
    rows: int = 1
    block: int | None = None
    steady: bool = True
    several: bool = False
    begun: bool = False


class LossWindow:
    """Follows one loss; a new call of `fit` begins with a new one."""

    def __init__(self) -> None:
        self._losses: deque[float] = deque(maxlen=STALLED_STEPS)
        self._medians: deque[float] = deque(maxlen=HIGH_WINDOWS)
        self._blocks = Blocks()
        self._first = 0.0
        self._lowest = math.inf
        self._steps = 0

    def add(self, loss: float, context: Context) -> Symptom | None:
        """Take in the loss of a step.

        Args:
            loss: The loss of the batch; one that is not finite is left out.
            context: What else is known.

        Returns:
            A symptom, or None.
        """
        if not math.isfinite(loss):
            return None
        if not self._steps:
            self._first = loss
        self._steps += 1
        self._losses.append(loss)
        if self._blocks.add(loss, context.rows, context.block) and context.steady and not context.several:
            found = self._blocks.judge(context.constant)
            if found:
                return found
        if self._steps % WINDOW:
            return None
        median = float(np.median(list(self._losses)[-WINDOW:]))
        self._medians.append(median)
        self._lowest = min(self._lowest, median)
        found = self._diverged(context)
        return found if found or context.several else self._unchanged(context) or self._stalled(context)

    def _diverged(self, context: Context) -> Symptom | None:
        medians = list(self._medians)
        last, limit = medians[-1], FAR_ABOVE * max(self._first, 0.0)
        # What comes down again, or has been low in between, may still settle.
        high = len(medians) == HIGH_WINDOWS and min(medians) > limit and last >= max(medians) * NOT_SETTLING
        doubled = len(medians) > DOUBLINGS and all(
            0 < before * 2 <= after for before, after in pairwise(medians)
        )
        runaway = doubled and last >= RUNAWAY * max(abs(self._first), self._lowest)
        if not (high or runaway):
            return None
        constant = None if context.several else context.constant()
        if constant is not None and high and min(medians) > FAR_ABOVE * constant > 0:
            evidence = f"One constant prediction for every row would have a loss of {constant:.4g}"
        elif constant is None and runaway:
            evidence = f"It has at least doubled in each of the last {DOUBLINGS} windows of {WINDOW} steps"
        else:
            return None
        return Symptom(
            "loss-diverged",
            "The loss has run away",
            f"The loss was {self._first:.4g} at first and is {last:.4g} after {self._steps} steps",
            (evidence, f"Medians of {WINDOW} steps: " + ", ".join(f"{median:.4g}" for median in medians)),
            last,
        )

    def _unchanged(self, context: Context) -> Symptom | None:
        """Judge a loss that has not changed since the first step: nothing is learned at all."""
        if self._steps != CONSTANT_STEPS or not self._first or len(set(self._losses)) > 1:
            return None
        constant = context.constant()
        if context.begun if constant is None else self._first < NOTHING_LEARNED * constant:
            return None
        return Symptom(
            "loss-stalled",
            "The loss does not change",
            f"The loss has been exactly {self._first:.6g} in all {CONSTANT_STEPS} steps",
            value=self._first,
        )

    def _stalled(self, context: Context) -> Symptom | None:
        if not context.steady or len(self._losses) < STALLED_STEPS or self._steps % JUDGED_EVERY:
            return None
        losses = np.asarray(self._losses)
        mean = float(losses.mean())
        earlier, later = np.split(losses, 2)
        fall = float(earlier.mean() - later.mean())
        error = math.sqrt((float(earlier.var()) + float(later.var())) / len(later))
        if mean <= 0 or fall > max(NO_FALL * mean, error):
            return None
        constant = context.constant()
        if constant is None or constant <= 0 or mean < NOTHING_LEARNED * constant:
            return None
        return Symptom(
            "loss-stalled",
            "The loss does not fall",
            f"The loss has been {mean:.4g} for {STALLED_STEPS} steps and does not fall",
            (
                f"One constant prediction for every row would have a loss of {constant:.4g}",
                f"Mean of the first half {earlier.mean():.4g}, of the second {later.mean():.4g} ±{error:.2g}",
            ),
            mean,
        )
