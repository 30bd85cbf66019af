"""Check-ups: steps of compiled training that are watched though nothing tripped, for a share of the time."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

SHARE = 0.01
"""Of the time that passes: what cannot be read from a graph may cost so much, the first step included."""


class CheckUps:
    """Says when one can be paid for: as soon as as much has been saved up as the last one took.

    Args:
        clock: Seconds that never go back.
        every: Steps between two, whatever they take; 0 for as many as the share allows.
    """

    def __init__(self, clock: Callable[[], float], every: int = 0) -> None:
        self._every = every
        self._clock = clock
        self._since: float | None = None
        self._spent = self._last = 0.0

    def due(self, step: int) -> bool:
        """Whether a step is to be watched."""
        if self._every:
            return step % self._every == 0
        if self._since is None or not self._last:  # the first step is watched anyway
            return False
        return SHARE * (self._clock() - self._since) >= self._spent + self._last

    @contextlib.contextmanager
    def paid(self) -> Iterator[None]:
        """Charge what runs in here."""
        begun = self._clock()
        self._since = begun if self._since is None else self._since
        try:
            yield
        finally:
            self._last = self._clock() - begun
            self._spent += self._last
