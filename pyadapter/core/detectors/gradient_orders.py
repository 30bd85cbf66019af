"""Second-order gradients that are added to first-order ones of another magnitude: these count for nothing.

The Keras guide on debugging has the case: a `train_step` averages both, the second-order ones are a hundred
times larger, and the model does not learn. Dividing each by its norm first is the remedy, and no finding.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pyadapter.core.detectors.variables import listed, shortened
from pyadapter.core.digest import short_number
from pyadapter.core.symptom import Symptom

if TYPE_CHECKING:
    from collections.abc import Sequence

RATIO = 10.0
"""Second-order norm divided by the first-order one: an order of magnitude; the guide's own example has 50
to 160."""

ALIGNED = 0.99
"""Cosine between what is applied and the second-order gradient: above it the rest turns it by 8° at most.
Of two parts of one size, as after normalisation, it is about 0.7."""

UPDATES = 3
"""In a row: a single batch may have a sharp loss."""

SHOWN = 3


@dataclass(frozen=True)
class Orders:
    """The gradients of one variable in one update.

    Attributes:
        name: Path of the variable.
        first: Norm of the first-order gradient.
        second: Norm of the second-order one.
        cosine: Between the gradient that is applied and the second-order one.
    """

    name: str
    first: float
    second: float
    cosine: float

    @property
    def swamped(self) -> bool:
        """Whether the update is the second-order gradient's alone."""
        return self.first > 0 and self.second >= RATIO * self.first and self.cosine >= ALIGNED


def find(updates: Sequence[Sequence[Orders]]) -> Symptom | None:
    """Judge the last updates.

    Args:
        updates: For each update, the oldest first, the variables that had gradients of both orders.
    """
    if len(updates) < UPDATES:
        return None
    lately = updates[-UPDATES:]
    swamped = [{item.name for item in update if item.swamped} for update in lately]
    names = set.intersection(*swamped)
    half = all(2 * len(found) > len(update) for found, update in zip(swamped, lately, strict=True))
    if not names or not half:
        return None
    worst = max(
        (item for item in lately[-1] if item.name in names), key=lambda item: item.second / item.first
    )
    others = sorted(names - {worst.name})
    lines = [
        _line(name, [next(item for item in update if item.name == name) for update in lately])
        for name in (worst.name, *others[: SHOWN - 1])
    ]
    if others[SHOWN - 1 :]:
        lines.append(f"Also: {listed(others[SHOWN - 1 :], 75)}")
    return Symptom(
        "gradient-exploding",
        f"2nd-order gradients: {short_number(round(worst.second / worst.first))}× 1st",
        f"In {len(names)} of {len(lately[-1])} variables the update is the 2nd-order gradient's alone",
        tuple(lines),
        worst.second,
    )


def _line(name: str, items: Sequence[Orders]) -> str:
    first = ", ".join(short_number(item.first) for item in items)
    second = ", ".join(short_number(item.second) for item in items)
    return f"{shortened(name, 24)}: norm 1st {first}; 2nd {second}"
