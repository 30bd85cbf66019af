"""How fast steps follow each other, smoothed."""

from __future__ import annotations

import math

MEMORY = 15.0
"""Seconds after which a step counts a third: long enough to be calm, short enough to follow a change."""


class Pace:
    """Steps a second, the newest ones counting most."""

    def __init__(self) -> None:
        self._steps = self._seconds = 0.0

    def add(self, seconds: float) -> None:
        """Count a step that took so many seconds."""
        fading = math.exp(-seconds / MEMORY)
        self._steps = self._steps * fading + 1
        self._seconds = self._seconds * fading + seconds

    @property
    def per_second(self) -> float | None:
        """Steps a second, None before there was one."""
        return self._steps / self._seconds if self._seconds > 0 else None
