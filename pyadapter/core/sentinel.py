"""What a compiled step tells of itself, and which of it is a reason to look at that step more closely."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from pyadapter.core.finding import Kind
    from pyadapter.core.numbers import Array


@dataclass(frozen=True)
class Layout:
    """What the numbers of a sentinel mean.

    Attributes:
        loss: Whether the first number is the loss; otherwise it says nothing.
        variables: Paths of the variables whose gradients' squared norms follow.
    """

    loss: bool
    variables: tuple[str, ...]


@dataclass(frozen=True)
class Reading:
    """What the sentinel read in one step.

    Attributes:
        step: 0-based batch of the whole run.
        loss: None when the step computes none that can be seen.
        norms: Norm of each variable's gradient, float64 of shape (variables,).
    """

    step: int
    loss: float | None
    norms: Array

    @classmethod
    def of(cls, step: int, numbers: Array, layout: Layout) -> Reading:
        """Read the numbers of a sentinel: float32 of shape (1 + variables,)."""
        norms = np.sqrt(numbers[1:].astype(np.float64))
        return cls(step, float(numbers[0]) if layout.loss else None, norms)

    @property
    def gradient_norm(self) -> float:
        """Norm of all gradients together."""
        return float(np.sqrt(np.sum(np.square(self.norms))))

    @property
    def finite(self) -> bool:
        """Whether the loss and all gradients are finite."""
        return (self.loss is None or math.isfinite(self.loss)) and bool(np.isfinite(self.norms).all())

    def same_as(self, other: Reading) -> bool:
        """Whether another reading is the same to the last bit, NaN counted as equal."""
        mine, theirs = (np.array([each.loss], float) for each in (self, other))  # None becomes NaN
        return bool(np.array_equal(mine, theirs, equal_nan=True)) and np.array_equal(
            self.norms, other.norms, equal_nan=True
        )


@dataclass(frozen=True)
class Trip:
    """A reason to run a step again, watched.

    Attributes:
        step: 0-based batch of the whole run.
        kind: What is suspected; None for what is no finding: the first step, a step that was asked for.
        message: What was read, in words.
    """

    step: int
    kind: Kind | None
    message: str


class Judge:
    """Says which readings trip. One that has tripped is quiet until there was a healthy one."""

    def __init__(self) -> None:
        self.kinds: frozenset[Kind] = frozenset()
        """The kinds that somebody wants to be told of."""
        self._bad = False

    def judge(self, reading: Reading) -> Trip | None:
        """Judge a step."""
        was_bad, self._bad = self._bad, not reading.finite
        if self._bad and not was_bad and not self.kinds.isdisjoint({"nan", "inf"}):
            return Trip(reading.step, "nan", _non_finite(reading))
        return None


def _non_finite(reading: Reading) -> str:
    if reading.loss is not None and not math.isfinite(reading.loss):
        return f"the loss of step {reading.step} is {reading.loss}"
    return f"a gradient of step {reading.step} is not finite"
