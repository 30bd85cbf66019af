"""What the user has been told of, and what follows from it: a fault is told once."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection

    from pyadapter.core.finding import Kind, Location
    from pyadapter.probe.progress import Progress
    from pyadapter.probe.watch.origins import Fault

EXPLAINS: dict[Kind, frozenset[Kind]] = {
    "nan": frozenset({"exception"}),  # `tf.debugging.check_numerics`, an assertion of the user's
    "inf": frozenset({"nan", "exception"}),
    # Each also the error that TensorFlow raises of it.
    "label-out-of-range": frozenset({"nan", "inf", "exception", "label-out-of-range"}),
    "input-range": frozenset({"nan", "inf", "input-range"}),
    "silent-broadcast": frozenset({"shape-mismatch", "exception"}),
    "dtype": frozenset({"shape-mismatch", "exception"}),
    "gradient-missing": frozenset({"exception"}),  # Keras refuses an update without any gradient
    "gradient-exploding": frozenset({"nan", "inf"}),
    "weight-update-ratio": frozenset({"nan", "inf"}),
}
"""Kinds that a finding explains when they come later in the same step."""

FOLLOWS_NON_FINITE: frozenset[Kind] = frozenset({
    "gradient-exploding", "gradient-vanishing", "dead-units", "saturated-units", "weights-unchanged",
    "weight-update-ratio", "output-range", "loss-stalled", "loss-diverged", "loss-oscillating",
})  # fmt: skip
"""Kinds that say nothing of their own while values that are not finite are about, after these were told."""

RUNAWAY: frozenset[Kind] = frozenset({
    "gradient-exploding", "weight-update-ratio", "loss-diverged", "loss-oscillating",
})  # fmt: skip
RUNAWAY_STEPS = 100
"""A training that runs away shows in all of these, in one variable after the other: it is told once in so
many steps. Ours: too high a learning rate showed in updates at step 0, and in two gradients until step 28."""

FOLLOWS_IN_FIT: frozenset[Kind] = frozenset({"loss-stalled", "loss-diverged", "loss-oscillating"})
"""What the loss does after a fault was told in the same training follows from it."""

Key = tuple[object, ...]


def key_of(fault: Fault, location: Location | None) -> Key:
    """Return what makes a fault the same fault: kind, op, line, phase, name and layer."""
    where = (location.file, location.line) if location else None
    return (fault.kind, fault.op, where, fault.phase, fault.name, fault.site.layer)


class Told:
    """The faults that were told, and how often others were seen; for all threads.

    Args:
        progress: Where training is.
    """

    def __init__(self, progress: Progress) -> None:
        self._progress = progress
        self._told: dict[Key, int] = {}
        self._seen: dict[Key, int] = {}
        self._step: tuple[int | None, int, bool] | None = None
        self._explained: set[Kind] = set()
        self._runaway: int | None = None
        self._fit: int | None = None
        self._lock = threading.Lock()

    def __contains__(self, key: Key) -> bool:
        return key in self._told

    def seen(self, key: Key) -> int:
        """Count that a fault was seen.

        Returns:
            How often, this time included.
        """
        with self._lock:
            self._seen[key] = self._seen.get(key, 0) + 1
            return self._seen[key]

    def explains(self, kind: Kind) -> bool:
        """Whether a finding of this kind follows from one that was told: in this step, of a runaway lately.

        An error comes a step later where the call that raises it also ends the step of a hand-written loop.
        """
        if kind in FOLLOWS_IN_FIT and self._progress.in_fit and self._fit == self._progress.fits:
            return True
        told, now = self._step, self._moment()
        if kind in RUNAWAY and now is not None and self._runaway is not None:
            return 0 <= now[1] - self._runaway <= RUNAWAY_STEPS
        if told is None or now is None or kind not in self._explained:
            return False
        return told == now or (kind == "exception" and now[0] is None and now[1] == told[1] + 1)

    def add(self, key: Key, kind: Kind) -> bool:
        """Note that a fault is being told.

        Returns:
            False when another thread was faster.
        """
        with self._lock:
            if key in self._told:
                return False
            self._told[key] = -1 if self._progress.step is None else self._progress.step
            self._fit = self._progress.fits if self._progress.in_fit else self._fit
            now = self._moment()
            if now != self._step:
                self._step, self._explained = now, set()
            self._explained |= EXPLAINS.get(kind, frozenset())
            if kind in RUNAWAY and now is not None:
                self._runaway = now[1]
            return True

    def forget(self, kinds: Collection[Kind]) -> None:
        """Begin anew with kinds whose breakpoints were changed: their counts, and what was told of them."""
        with self._lock:
            self._told = {key: step for key, step in self._told.items() if key[0] not in kinds}
            self._runaway = None if RUNAWAY & set(kinds) else self._runaway
            self._fit = None
            self._seen = {key: count for key, count in self._seen.items() if key[0] not in kinds}

    def forget_from(self, step: int) -> None:
        """Forget what was told in a step and after it: they run again, and tell of it again."""
        with self._lock:
            self._told = {key: told for key, told in self._told.items() if told < step}
            self._step, self._explained, self._fit = None, set(), None
            if self._runaway is not None and self._runaway >= step:
                self._runaway = None

    def _moment(self) -> tuple[int | None, int, bool] | None:
        progress = self._progress
        if progress.step is None and not progress.evaluating:
            return None  # no training: nothing says where a step ends
        return (progress.epoch, -1 if progress.step is None else progress.step, progress.evaluating)
