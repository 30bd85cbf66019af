"""Bins that are equal in sign(x)·log1p(|x| / c): linear about zero, logarithmic beyond, of either sign."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

_LEAST = 2.0**-24
"""Part of the largest magnitude below which nothing is shown apart from zero: what is smaller is lost when
the two are added in float32 (half of its epsilon, IEEE 754)."""

_TAIL = 1.0
"""Percent of the magnitudes that may be smaller than what is shown apart from zero. Ours: single tiny values
would take most bins for decades in which there is nothing else."""

_CROWDED = 0.75
"""Share of the values other than zero that one of the equal bins holds from which they hide what there is.
Ours: a bar of three quarters of all values leaves the others at a few pixels."""

_BETTER = 0.5
"""The fullest bin must become so much lower for logarithms to be worth reading."""


@dataclass(frozen=True, eq=False)
class Symlog:
    """Bins.

    Attributes:
        edges: One more than bins, strictly ascending, in the units of the values.
        smallest: c, the smallest magnitude that is shown apart from zero.
    """

    edges: Floats
    smallest: float

    @classmethod
    def between(cls, low: float, high: float, smallest: float, bins: int) -> Symlog | None:
        """Lay out bins.

        Args:
            low: Lower edge of the first bin.
            high: Upper edge of the last bin.
            smallest: c.
            bins: How many.

        Returns:
            None where float64 has no room for them.
        """
        if not smallest > 0:
            return None
        first, last = _bent(np.array([low, high]), smallest)
        places = np.linspace(first, last, bins + 1)
        edges = np.sign(places) * np.expm1(np.abs(places)) * smallest
        edges[0], edges[-1] = low, high
        return cls(edges, smallest) if (np.diff(edges) > 0).all() else None

    def count(self, values: Floats) -> NDArray[np.int64]:
        """Count finite values between the first and the last edge in the bins; the last includes its edge."""
        bins = len(self.edges) - 1
        first, last = _bent(self.edges[[0, -1]], self.smallest)
        places = ((_bent(values, self.smallest) - first) * (bins / (last - first))).astype(np.intp)
        np.clip(places, 0, bins - 1, out=places)
        # Rounding puts values at an edge into the bin beside theirs.
        places -= values < self.edges[places]
        places += (values >= self.edges[places + 1]) & (places < bins - 1)
        return np.bincount(places, minlength=bins)


def smallest_shown(sample: Floats, largest: float) -> float:
    """Choose the smallest magnitude that is shown apart from zero.

    Args:
        sample: Finite values.
        largest: Largest magnitude of all values.

    Returns:
        c; 0 where no value is other than zero.
    """
    magnitudes = np.abs(sample[sample != 0])
    if not magnitudes.size:
        return largest * _LEAST
    return max(float(np.percentile(magnitudes, _TAIL)), largest * _LEAST)


def helpful(sample: Floats, linear: Floats, symlog: Symlog) -> bool:
    """Whether logarithmic bins show more than equal ones.

    Args:
        sample: Finite values; zeros do not count.
        linear: Edges of the equal bins.
        symlog: The logarithmic ones.
    """
    values = sample[(sample != 0) & (sample >= linear[0]) & (sample <= linear[-1])]
    if not values.size:
        return False
    fullest = int(np.histogram(values, linear)[0].max()) / values.size
    bent = int(symlog.count(values).max()) / values.size
    return bool(fullest >= _CROWDED and bent <= fullest * _BETTER)


def _bent(values: Floats, smallest: float) -> Floats:
    bent: Floats = np.copysign(np.log1p(np.abs(values) / smallest), values)
    return bent
