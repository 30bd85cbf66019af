"""Weights that never move, and updates that are far too large or too small for the weights they change."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pyadapter.core.detectors.variables import listed, numbers, shortened
from pyadapter.core.digest import short_number
from pyadapter.core.symptom import Symptom

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

LARGE = 10.0
"""Norm of an update divided by the weight's norm before it (SageMaker; TheDeepChecker: up to 0.1 is well)."""

SMALL = 1e-8
"""The same (SageMaker); float32 keeps 6e-8 of a number, so most of such an update is rounded away."""

NOTICEABLE = 0.1
"""Root mean square of a large update: weights that begin near zero may grow tenfold and still be small."""

ORDINARY = 1e-4
"""Root mean square of a weight that its updates are compared with: less is one that began at zero."""

SAMPLES = 3
"""Measured updates in a row that must be too small, or lost (SageMaker's unchanged tensor: 3 steps). One is
enough to be too large: the weights are gone then."""

FEWEST = 10
"""Updates before a small one counts: warm-ups begin near zero."""

WITHOUT_RATE = 20
"""The same where the learning rate is zero and nothing is known that could raise it. Ours: a script that
raises it by a line that is not seen has done so by then."""


@dataclass(frozen=True)
class Change:
    """One measured update of one variable.

    Attributes:
        name: Path of the variable.
        update: Counts the updates, from 0.
        size: How many numbers the variable has.
        rank: Its number of dimensions.
        weight: Norm before the update.
        moved: Norm of the difference that the update made.
        gradient: Norm of the gradient; None where it is not known.
        rate: The learning rate; None where it is not known.
        may_rise: Whether a schedule, a callback or a line of the user's may raise it later.
    """

    name: str
    update: int
    size: int
    rank: int
    weight: float
    moved: float
    gradient: float | None = None
    rate: float | None = None
    may_rise: bool = False

    @property
    def ratio(self) -> float:
        """The update's norm divided by the weight's."""
        return self.moved / self.weight if self.weight else math.inf

    @property
    def fair(self) -> bool:
        """Whether the variable should have moved: it has a gradient, and no warm-up begins at zero."""
        # Below 1e-7 on average the gradient has vanished, which is another kind (SageMaker's threshold).
        has_gradient = self.gradient is not None and self.gradient > 1e-7 * math.sqrt(self.size)
        return has_gradient and (self.rate != 0 or not self.may_rise)


class Changes:
    """Judges the measured updates of one variable.

    Biases, scales and other vectors are not compared with their updates: they begin at zero or one.
    """

    def __init__(self) -> None:
        self._lately: list[Change] = []
        self._settled = False

    def unmoved(self) -> bool:
        """Whether it did not move by one bit in the last measured updates, and should have."""
        return self._all(lambda change: change.fair and change.moved == 0)

    def too_small(self) -> bool:
        """Whether its updates are mostly rounded away."""
        return self._all(
            lambda change: (
                change.fair
                and change.rank > 1
                and change.weight > ORDINARY * math.sqrt(change.size)
                and change.ratio < SMALL
            )
        )

    def too_large(self) -> bool:
        """Whether the newest update replaced the weight by something else."""
        if not self._lately:
            return False
        change = self._lately[-1]
        root = math.sqrt(change.size)
        return (
            change.rank > 1
            and change.weight > ORDINARY * root
            and change.ratio > LARGE
            and change.moved > NOTICEABLE * root
        )

    def add(self, change: Change) -> None:
        """Note a measured update."""
        self._settled = self._settled or (change.moved > 0 and not change.ratio < SMALL)
        # A warm-up: the learning rate still rises.
        rising = self._lately and (change.rate or 0.0) > (self._lately[-1].rate or 0.0)
        self._lately = [*([] if rising else self._lately[1 - SAMPLES :]), change]

    def _all(self, small: Callable[[Change], bool]) -> bool:
        if len(self._lately) < SAMPLES or self._settled:
            return False
        newest = self._lately[-1]
        enough = newest.update >= (WITHOUT_RATE if newest.rate == 0 else FEWEST)
        return enough and all(small(change) for change in self._lately)

    @property
    def lately(self) -> Sequence[Change]:
        """The last measured updates, the oldest first."""
        return self._lately


def describe_unmoved(
    names: Sequence[str], total: int, lately: Sequence[Change], *, applied: bool = True
) -> Symptom:
    """Put weights that do not move in words.

    Args:
        names: Paths of the variables that do not move.
        total: How many variables are updated.
        lately: The last measured updates of the first of them.
        applied: Whether an optimizer was called.
    """
    newest = lately[-1]
    count = len(names)
    evidence = [] if applied else ["Gradients were taken in each of them, and no optimizer applied any"]
    if count > 1:
        evidence.append(f"Unmoved: {listed(names, 70)}")
    if newest.gradient is not None:
        evidence.append(
            f"Norm of its gradient: {numbers([change.gradient or 0 for change in lately], SAMPLES)}"
        )
    if newest.rate is not None:
        evidence.append(f"Learning rate: {short_number(newest.rate)}")
    updates = f"{newest.update + 1} {'updates' if applied else 'batches'}"
    return Symptom(
        "weights-unchanged",
        f"{shortened(names[0], 26)} never moves"
        if count == 1
        else f"{count} of {total} variables never move",
        f"Not one bit of {shortened(names[0], 30)} changed in {updates}",
        tuple(evidence),
    )


def describe_ratio(lately: Sequence[Change]) -> Symptom:
    """Put an update of the wrong size in words.

    Args:
        lately: The last measured updates of the variable, the newest is judged.
    """
    change = lately[-1]
    large = change.ratio > 1
    size = "large" if large else "small"
    factor = short_number(change.ratio)
    moved, weight = short_number(change.moved), short_number(change.weight)
    evidence = [f"Norm of the update {moved}, of the weight before it {weight}"]
    if change.gradient is not None:
        evidence.append(f"Norm of the gradient {short_number(change.gradient)}")
    if change.rate is not None:
        evidence.append(f"Learning rate {short_number(change.rate)}")
    return Symptom(
        "weight-update-ratio",
        f"Updates of {shortened(change.name, 17)} too {size}",
        f"The update is {factor} times as large as the weight; 1e-4 to 0.1 is usual",
        tuple(evidence),
        change.ratio,
    )
