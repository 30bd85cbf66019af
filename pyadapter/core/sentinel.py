"""What a compiled step tells of itself, and which of it is a reason to look at that step more closely."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pyadapter.core.finding import Kind
    from pyadapter.core.numbers import Array


LONGEST_WAIT = 1024
"""Steps after which a trip is heard again, at most, however often it led to nothing. Ours."""


@dataclass(frozen=True)
class Update:
    """What one optimizer was given in a step.

    Attributes:
        optimizer: It.
        variables: All of its variables.
        places: For each the place of its gradient's norm, None where none was read.
        sparse: For each whether its gradient has rows that are zero by nature (`IndexedSlices`).
        missing: For each whether it has no gradient at all.
    """

    optimizer: Any
    variables: tuple[Any, ...]
    places: tuple[int | None, ...]
    sparse: tuple[bool, ...]
    missing: tuple[bool, ...]


@dataclass(frozen=True)
class Layout:
    """What the numbers of a sentinel mean.

    Attributes:
        loss: Whether the first number is the loss; otherwise it says nothing.
        variables: Paths of the variables whose gradients' squared norms follow.
        updates: Which of them belong together.
        losses: Names of the losses of Keras that were called, None for one of which nothing more is known.
        labels: Place of the labels among the leaves of the batch, where one loss was called with one of them.
    """

    loss: bool
    variables: tuple[str, ...]
    updates: tuple[Update, ...] = ()
    losses: tuple[str | None, ...] = ()
    labels: int | None = None


@dataclass(frozen=True)
class Reading:
    """What the sentinel read in one step.

    Attributes:
        step: 0-based batch of the whole run.
        loss: None when the step computes none that can be seen.
        norms: Norm of each variable's gradient, float64 of shape (variables,).
        bad_labels: Labels that their loss cannot represent.
        layout: What the numbers are of.
    """

    step: int
    loss: float | None
    norms: Array
    bad_labels: int = 0
    layout: Layout = field(default_factory=lambda: Layout(loss=True, variables=()), compare=False)

    @classmethod
    def of(cls, step: int, numbers: Array, layout: Layout) -> Reading:
        """Read a sentinel: float32 of shape (2 + variables,), loss, bad labels and squared norms."""
        norms = np.sqrt(numbers[2:].astype(np.float64))
        return cls(step, float(numbers[0]) if layout.loss else None, norms, int(numbers[1]), layout)

    def norms_of(self, update: Update) -> Array:
        """Return the norms of what one optimizer was given, NaN where none was read."""
        if update.places == tuple(range(len(self.norms))):  # a single optimizer, as in most steps
            return self.norms
        known = np.append(self.norms, np.nan)
        return known[[-1 if place is None else place for place in update.places]]

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
    """Says which readings trip.

    What stays bad trips once, until it was healthy in between. A kind that trips again and again, and so was
    ignored, told earlier or not meant, is listened to less and less often: after 1, 2, 4, ... steps.
    """

    def __init__(self) -> None:
        self.kinds: frozenset[Kind] = frozenset()
        """The kinds that somebody wants to be told of."""
        self._bad = False
        self._labels = False
        self._waits: dict[Kind, tuple[int, int]] = {}

    def forget(self) -> None:
        """Listen to everything again: the breakpoints are others."""
        self._bad = self._labels = False
        self._waits.clear()

    def judge(self, reading: Reading, suspected: Sequence[Trip] = ()) -> Trip | None:
        """Judge a step.

        Args:
            reading: What was read in it.
            suspected: What others make of it.
        """
        was_bad, self._bad = self._bad, not reading.finite
        had_labels, self._labels = self._labels, reading.bad_labels > 0
        trips = list(suspected)
        if self._bad and not was_bad and not self.kinds.isdisjoint({"nan", "inf"}):
            trips.insert(0, Trip(reading.step, "nan", _non_finite(reading)))
        if self._labels and not had_labels and "label-out-of-range" in self.kinds:
            message = f"{reading.bad_labels} labels of step {reading.step} are out of range"
            trips.insert(0, Trip(reading.step, "label-out-of-range", message))
        return next((trip for trip in trips if self._heard(trip)), None)

    def _heard(self, trip: Trip) -> bool:
        if trip.kind is None or trip.kind == "step":  # the user's own condition says how often
            return True
        due, wait = self._waits.get(trip.kind, (trip.step, 1))
        if trip.step < due:
            return False
        self._waits[trip.kind] = trip.step + wait, min(2 * wait, LONGEST_WAIT)
        return True


def _non_finite(reading: Reading) -> str:
    if reading.loss is not None and not math.isfinite(reading.loss):
        return f"the loss of step {reading.step} is {reading.loss}"
    return f"a gradient of step {reading.step} is not finite"
