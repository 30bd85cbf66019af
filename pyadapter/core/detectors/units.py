"""Units that do not answer: dead behind a ReLU, or pinned at the ends of tanh or sigmoid.

Both are judged over several batches, so that one odd batch is no finding, and what comes back to life is
forgiven at once.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np

from pyadapter.core.lines import TITLE_WIDTH, cut
from pyadapter.core.symptom import Symptom

if TYPE_CHECKING:
    from numpy.typing import NDArray

BATCHES = 5
"""Batches looked at, one after the other, in which a unit must be dead or a layer saturated. Ours: a network
that is only starting, or one odd batch, is over by then (measured: `tests/probe/healthy`)."""

ROWS = 64
"""Rows, over all these batches, that a unit must have answered zero to: with batches of one or two rows five
batches say nothing. Ours: a unit that is active for one row in ten is silent on 64 rows once in 800 times."""

DEAD_SHARE = 0.7
"""Share of a layer's units (AUTOTRAINER: zero-gradient share of at least 0.7). SageMaker's DeadRelu takes
0.5, which deep networks reach in good health: far from the input half of the units are on for
every row, half off."""

CHANCE = 1e-3
"""Odds at which so many dead units are no chance where each is as likely on as off: asks for all 10 of 10
units, 15 of 16, 26 of 32."""

FEWEST_UNITS = 4
"""A layer of so few units blocks nothing else for sure, unless it is the last one: bottlenecks of
squeeze-and-excitation have one or two."""

SATURATED_SHARE = 0.5
"""Share of a layer's values (SageMaker, DeepDiagnosis)."""

ENDS = {"Tanh": 5.0, "Sigmoid": 10.0}
"""Magnitude of the input beyond which a value is pinned. DeepDiagnosis takes 5, SageMaker 9.5 for tanh and
17 for sigmoid, where float32 rounds to the end itself. Tanh at 5 and sigmoid at 10 are the same point, as
tanh(x) = 2 sigmoid(2x) - 1: less than 0.02 % of the gradient comes through."""


class IdleUnits:
    """For how long each unit of a layer has answered zero to every row.

    Args:
        units: How many there are: the size of the last axis.
    """

    def __init__(self, units: int) -> None:
        self._batches = np.zeros(units, np.int64)
        self._rows = np.zeros(units, np.int64)

    def add(self, active: NDArray[np.bool_], rows: int) -> None:
        """Take in a batch.

        Args:
            active: Of shape (units,): whether the unit was not zero somewhere in the batch.
            rows: Rows of the batch.
        """
        self._batches = np.where(active, 0, self._batches + 1)
        self._rows = np.where(active, 0, self._rows + rows)

    @property
    def share(self) -> float:
        """Share of the units that were zero for every row of the last batch."""
        return float((self._batches > 0).mean()) if self._batches.size else 0.0

    @property
    def dead(self) -> NDArray[np.bool_]:
        """Which units are dead, of shape (units,)."""
        return (self._batches >= BATCHES) & (self._rows >= ROWS)

    def judge(self, layer: str, *, output: bool = False, highest: float | None = None) -> Symptom | None:
        """Say whether the layer is dead.

        Args:
            layer: What to call it.
            output: Whether it is the model's answer: then one unit is enough, if all are dead.
            highest: The largest input of a dead unit in the last batch.
        """
        dead = self.dead
        count, units = int(dead.sum()), dead.size
        if not _too_many(count, units, output=output):
            return None
        rows, batches = int(self._rows[dead].min()), int(self._batches[dead].min())
        evidence = [] if highest is None else [f"Their largest input was {highest:.4g}: no gradient passes"]
        return Symptom(
            "dead-units",
            _title("Dead units in", layer),
            f"{count} of {units} units answered 0 to all {rows:,} rows of {batches} batches looked at",
            tuple(evidence),
            count / units,
        )


def _too_many(dead: int, units: int, *, output: bool) -> bool:
    if not units:
        return False
    if dead == units:
        return output or units >= FEWEST_UNITS
    return not output and dead >= DEAD_SHARE * units and _tail(dead, units) <= CHANCE


def _tail(least: int, units: int) -> float:
    """Return the probability of `least` heads or more among `units` fair coins."""
    if units > 1000:  # noqa: PLR2004 -- 70 % of so many are never chance, and binomials get long
        return 0.0
    return float(sum(math.comb(units, heads) for heads in range(least, units + 1)) / 2**units)


class PinnedValues:
    """For how many batches in a row most values of a layer have been pinned.

    Args:
        op: `Tanh` or `Sigmoid`.
    """

    def __init__(self, op: str) -> None:
        self._op = op
        self._batches = 0
        self._share = 0.0
        self._largest = 0.0

    @property
    def share(self) -> float:
        """Share of the values of the last batch whose input lay beyond the ends."""
        return self._share

    def add(self, pinned: int, count: int, largest: float) -> None:
        """Take in a batch.

        Args:
            pinned: Values whose input lay beyond `ENDS`.
            count: All values.
            largest: The largest magnitude of an input.
        """
        self._share = pinned / max(1, count)
        self._batches = self._batches + 1 if self._share > SATURATED_SHARE else 0
        self._largest = largest

    def judge(self, layer: str) -> Symptom | None:
        """Say whether the layer is saturated."""
        if self._batches < BATCHES:
            return None
        name, end = self._op.lower(), ENDS[self._op]
        return Symptom(
            "saturated-units",
            _title("Saturated units in", layer),
            f"{self._share:.0%} of the values sit at the ends of {name} in {self._batches} batches looked at",
            (f"Inputs reach ±{self._largest:.4g}; beyond ±{end:g} less than 0.02 % of the gradient passes",),
            self._share,
        )


def pinned(inputs: NDArray[Any], op: str) -> tuple[int, int, float]:
    """Count what is pinned.

    Args:
        inputs: What the activation was given, floats of any shape.
        op: `Tanh` or `Sigmoid`.

    Returns:
        Values beyond the ends, all values, the largest magnitude.
    """
    magnitudes = np.abs(inputs)
    largest = float(magnitudes.max()) if magnitudes.size else 0.0
    return int(np.count_nonzero(magnitudes > ENDS[op])), int(magnitudes.size), largest


def active_units(outputs: NDArray[Any]) -> NDArray[np.bool_]:
    """Say of each unit whether it is not zero somewhere; NaN is not zero.

    Args:
        outputs: What a ReLU returned, floats of shape (..., units).
    """
    flat = outputs.reshape(-1, outputs.shape[-1])
    if not flat.size:
        return np.ones(0, np.bool_)
    return np.asarray(np.maximum.reduce(flat, axis=0, initial=0.0) != 0)


def _title(what: str, layer: str) -> str:
    name = layer.rpartition("/")[2]
    room = TITLE_WIDTH - len(what) - 1
    return f"{what} {cut(name, room)}"
