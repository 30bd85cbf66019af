"""A loss that swings: seen only where each value is of the same rows, so that no batch explains it."""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING

import numpy as np

from pyadapter.core.symptom import Symptom

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

BLOCKS = 16
"""Times that all rows have been seen. Ours."""

SWING = 0.3
"""Size of a swing, up and down, relative to the median level. AUTOTRAINER takes 0.03, which dropout and
augmentation exceed."""

TURNS = 0.4
"""Share of the blocks in which the loss has turned after such a swing (AUTOTRAINER: 20 % of epochs)."""

FALLEN = 0.8
"""A second half that lies below this share of the first has fallen: healthy training at the edge of stability
swings on its way down."""

HIGH = 0.5
"""Share of the loss of a constant prediction, or of the first block where that is not known, below which a
model has learned enough: a converged loss swings about zero."""


class Blocks:
    """Mean losses of the last blocks, one for each time that all rows were seen."""

    def __init__(self) -> None:
        self._means: deque[float] = deque(maxlen=BLOCKS)
        self._block: int | None = None
        self._first: float | None = None
        self._sum = 0.0
        self._count = 0

    def add(self, loss: float, rows: int, block: int | None) -> bool:
        """Take in a step.

        Args:
            loss: Its loss.
            rows: Rows of its batch: the last one of an epoch can have one row.
            block: Changes when all rows have been seen once more; None when that is not known.

        Returns:
            Whether a block has ended and there are enough for a verdict.
        """
        ended = self._count > 0 and block != self._block
        if ended:
            mean = self._sum / self._count
            self._means.append(mean)
            self._first = mean if self._first is None else self._first
        if block is None:
            self._means.clear()
            self._count = 0
            return False
        if ended or block != self._block:
            self._block, self._sum, self._count = block, 0.0, 0
        self._sum += loss * rows
        self._count += rows
        return ended and len(self._means) == BLOCKS

    def judge(self, constant: Callable[[], float | None]) -> Symptom | None:
        """Say whether the loss oscillates.

        Args:
            constant: Computes the loss of the best constant prediction, where that is known.
        """
        means = np.asarray(self._means)
        middle = float(np.median(means))
        earlier, later = (float(np.median(half)) for half in np.split(means, 2))
        turns = _turns(means, SWING * middle)
        if middle <= 0 or turns < TURNS * BLOCKS or later < FALLEN * earlier:
            return None
        known = constant()
        reference = self._first if known is None else known
        if reference is None or min(middle, later) <= HIGH * max(reference, 0.0):
            return None
        swing = float(np.median(np.abs(np.diff(means)))) / middle
        return Symptom(
            "loss-oscillating",
            "The loss swings and does not fall",
            f"In {BLOCKS} passes over the data it turned {turns} times by more than {SWING:.0%}",
            ("Last passes: " + ", ".join(f"{mean:.3g}" for mean in means[-8:]),),
            swing,
        )


def _turns(values: NDArray[np.float64], least: float) -> int:
    """Count how often values turn, where each rise and each fall is at least so large."""
    turns, direction, extreme = 0, 0, float(values[0])
    for value in values[1:].tolist():
        moved = value - extreme
        if abs(moved) >= least and moved * direction <= 0:
            turns += direction != 0
            direction, extreme = (1 if moved > 0 else -1), value
        elif moved * direction > 0:
            extreme = value
    return turns
