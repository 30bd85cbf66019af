"""What a tensor was like each time it was seen: has it become what somebody waits for?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import numpy as np

from pyadapter.core.health import health
from pyadapter.core.numbers import kind_of, native
from pyadapter.core.statistics import summarize

if TYPE_CHECKING:
    from collections.abc import Collection

    from pyadapter.core.numbers import Array

Change = Literal["nonFinite", "shape", "unchanged", "range"]

UNCHANGED_TIMES = 3
"""Times in a row that a tensor is the same until it has stopped changing: `num_steps` of the rule
UnchangedTensor of Amazon SageMaker Debugger."""

RELATIVE, ABSOLUTE = 1e-5, 1e-8
"""Differences up to which values are the same: `rtol` and `atol` of that rule, numpy's own for `allclose`."""


class TensorHistory:
    """Follows one tensor.

    Args:
        changes: What to tell of, each when it comes about and not again until it is over.
        minimum: Lower end of the range.
        maximum: Upper end of it.
        counts_unchanged: Whether to count in `unchanged` even where nothing is told of it.

    Attributes:
        unchanged: Times in a row that the tensor has been the same as before.
    """

    def __init__(
        self,
        changes: Collection[Change],
        minimum: float | None = None,
        maximum: float | None = None,
        *,
        counts_unchanged: bool = False,
    ) -> None:
        self.unchanged = 0
        self._changes = changes
        self._minimum = minimum
        self._maximum = maximum
        self._compares = counts_unchanged or "unchanged" in changes
        self._bad = False
        self._outside = False
        self._shape: tuple[int, ...] | None = None
        self._rows: int | None = None
        self._before: Array | None = None

    def see(self, array: Array, rows: int | None = None, *, batched: bool = False) -> str | None:
        """Take in what the tensor is now.

        Args:
            array: Its values; what has no numbers is only asked for its shape.
            rows: Samples in the batch, where that is known.
            batched: Whether the first dimension may be that of the batch, which can differ in the last one.

        Returns:
            What has come about, as the end of a sentence; None when nothing has.
        """
        told = [
            words
            for change, see in (
                ("nonFinite", self._see_non_finite),
                ("range", self._see_range),
            )
            if change in self._changes and kind_of(array.dtype) and (words := see(array))
        ]
        shape = self._see_shape(array.shape, rows, batched=batched)
        if shape is not None and "shape" in self._changes:
            told.append(shape)
        if self._compares and self._see_same(array) and "unchanged" in self._changes:
            told.append(f"has been the same {UNCHANGED_TIMES} times")
        return " and ".join(told) or None

    def _see_non_finite(self, array: Array) -> str | None:
        found = health(array)
        bad, self._bad = self._bad, bool(found.bad)
        if bad or not found.bad:
            return None
        counts = (("NaN", found.nan), ("Inf", found.inf))
        return "is not finite: " + ", ".join(f"{name}×{count}" for name, count in counts if count)

    def _see_range(self, array: Array) -> str | None:
        found = summarize(array)
        ends = ((found.minimum, self._minimum, -1), (found.maximum, self._maximum, 1))
        outside = [
            (value, limit)
            for value, limit, sign in ends
            if value is not None and limit is not None and (value - limit) * sign > 0
        ]
        before, self._outside = self._outside, bool(outside)
        if before or not outside:
            return None
        value, limit = outside[0]
        return f"has left its range: {value:.4g}, {'below' if value < limit else 'above'} {limit:.4g}"

    def _see_shape(self, shape: tuple[int, ...], rows: int | None, *, batched: bool) -> str | None:
        before, rows_before = self._shape, self._rows
        self._shape, self._rows = shape, rows
        if before is None or before == shape:
            return None
        of_batch = rows is None or (shape[:1] == (rows,) and before[:1] == (rows_before,))
        if batched and of_batch and len(shape) == len(before) and shape[1:] == before[1:]:
            return None
        return f"has changed its shape from {before} to {shape}"

    def _see_same(self, array: Array) -> bool:
        before, self._before = self._before, np.array(array)
        same = before is not None and before.shape == array.shape and _equal(before, array)
        self.unchanged = self.unchanged + 1 if same else 0
        return self.unchanged == UNCHANGED_TIMES


def _equal(before: Array, now: Array) -> bool:
    if kind_of(now.dtype) not in ("f", "c"):
        return bool(np.array_equal(before, now))
    with np.errstate(all="ignore"):
        one, other = native(now.reshape(-1)), native(before.reshape(-1))
        return bool(np.allclose(one, other, RELATIVE, ABSOLUTE, equal_nan=True))
