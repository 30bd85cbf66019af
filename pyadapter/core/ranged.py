"""The range of what has statistics."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pyadapter.core.statistics import Statistics


class Ranged:
    """Something with the statistics of its values; None where they are not known."""

    statistics: Statistics | None

    @property
    def low(self) -> float | None:
        """Smallest finite value."""
        return self.statistics.minimum if self.statistics else None

    @property
    def high(self) -> float | None:
        """Largest finite value."""
        return self.statistics.maximum if self.statistics else None
