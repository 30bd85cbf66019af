"""Which steps are looked at more closely, so that the looking takes a share of the time and no more."""

from __future__ import annotations

import contextlib
import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

SHARE = 0.005
"""Of the time that passes: half of the 1 % that recording may cost, as what is measured is not all of it."""

CREDIT = 0.05
"""Seconds that are there to begin with, and that can be saved up while nothing is looked at: the first steps
of a short training are seen, and a pause of an hour buys no more than them."""


class SampledSteps:
    """Lets a step be looked at when there is credit for it.

    Args:
        clock: Seconds that never go back.
    """

    def __init__(self, clock: Callable[[], float] = time.perf_counter) -> None:
        self._clock = clock
        self._credit = CREDIT
        self._since = clock()
        self.now = False
        """Whether this step is looked at."""

    def next(self, *, wanted: bool = True) -> None:
        """Decide for the step that begins.

        Args:
            wanted: Whether it may be looked at, at all.
        """
        now = self._clock()
        self._credit = min(CREDIT, self._credit + SHARE * (now - self._since))
        self._since = now
        self.now = wanted and self._credit > 0

    @contextlib.contextmanager
    def paid(self) -> Iterator[None]:
        """Charge what runs in here."""
        begun = self._clock()
        try:
            yield
        finally:
            self._credit -= self._clock() - begun
