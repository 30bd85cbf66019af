"""The last values of a number that changes from step to step, 16 bytes each."""

from __future__ import annotations

from array import array

LENGTH = 60
"""Values that are kept: as many as are seen in a small line."""

Points = list[tuple[int, float]]
"""Steps, and a number for each."""


class Track:
    """Some numbers and their steps; the oldest goes when there are more than `LENGTH`."""

    __slots__ = ("_steps", "_values")

    def __init__(self) -> None:
        self._steps = array("q")
        self._values = array("d")

    def append(self, step: int, value: float) -> None:
        """Add the newest value."""
        self._steps.append(step)
        self._values.append(value)
        if len(self._steps) > LENGTH:
            del self._steps[0], self._values[0]

    def __len__(self) -> int:
        """Return how many there are."""
        return len(self._steps)

    @property
    def last(self) -> float | None:
        """The newest value, None before there is one."""
        return self._values[-1] if self._values else None

    def points(self) -> Points:
        """Return them, the oldest first."""
        return list(zip(self._steps, self._values, strict=True))
