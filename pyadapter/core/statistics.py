"""Statistics of numbers, exact or from a sample that says so."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Statistics:
    """What the values of a tensor are like; moments and range are over the finite values.

    Attributes:
        count: Number of elements of the tensor.
        counted: Number of elements that were looked at.
        nan: Count of NaN.
        positive_inf: Count of +Inf.
        negative_inf: Count of −Inf.
        zeros: Count of exact zeros.
        minimum: Smallest finite value, None when there is none.
        maximum: Largest finite value.
        mean: Mean of the finite values.
        standard_deviation: Population standard deviation of the finite values.
        norm: Euclidean norm of the finite values.
        unique: Number of distinct values, for integers only.
    """

    count: int
    counted: int
    nan: int = 0
    positive_inf: int = 0
    negative_inf: int = 0
    zeros: int = 0
    minimum: float | None = None
    maximum: float | None = None
    mean: float | None = None
    standard_deviation: float | None = None
    norm: float | None = None
    unique: int | None = None

    @property
    def sampled(self) -> bool:
        """Whether only part of the elements was looked at."""
        return self.counted < self.count
