"""The one interface to every kind of array."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal, Protocol

from pyadapter.core.numbers import never

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from pyadapter.core.histogram import Histogram
    from pyadapter.core.numbers import Array
    from pyadapter.core.statistics import Statistics
    from pyadapter.core.window import Window

ArrayKind = Literal[
    "numpy",
    "tensor",
    "variable",
    "keras-variable",
    "keras-tensor",
    "indexed-slices",
    "sparse",
    "ragged",
]


class Values(Protocol):
    """The values of an array, wherever they are; each method costs what its result needs and no more.

    Attributes:
        count: How many values there are.
        histogram_limit: How many of them a histogram looks at, at most.
    """

    count: int
    histogram_limit: int

    def host(self) -> Array:
        """Give all values as a numpy array, without a copy where they are in the host's memory."""

    def sample(self, size: int) -> Array:
        """Give about `size` evenly spaced values, one-dimensional."""

    def statistics(self, out_of_time: Callable[[], bool], sample: int | None) -> Statistics:
        """Compute statistics, of about `sample` values when that is not None."""

    def window(self, index: Sequence[int], row: int, column: int, rows: int, columns: int) -> Window:
        """Copy a two-dimensional window."""

    def first_bad(self, out_of_time: Callable[[], bool]) -> tuple[int, ...] | None:
        """Find the first value that is not finite; None when there is none, or time is over."""


@dataclass(frozen=True, eq=False)
class ArrayView:
    """A value that has a shape and a dtype; what needs its numbers is computed when asked for.

    Attributes:
        kind: What the value is.
        shape: One entry a dimension, None where it is not known or ragged. For slices and sparse tensors
            the shape that they stand for; their values are the stored ones.
        dtype: Name as numpy or TensorFlow spells it; `string` and `object` for what has no numbers.
        device: Short name such as `GPU:0`; empty for host arrays.
        nbytes: Size of the stored values in bytes; 0 where it is not known.
        symbolic: There are no values: the tensor stands for one that a graph will make.
        numeric: The values are numbers or booleans.
    """

    kind: ArrayKind
    shape: tuple[int | None, ...]
    dtype: str
    device: str
    nbytes: int
    symbolic: bool
    numeric: bool
    _values: Callable[[], Values] | None = None

    @property
    def values(self) -> Values:
        """Where the values are.

        Raises:
            TypeError: The tensor is symbolic or not set yet.
        """
        if self._values is None:
            raise TypeError(f"A symbolic {self.dtype} tensor has no values yet")
        return self._values()

    def host(self) -> Array:
        """Give all values as a numpy array, without a copy on CPU.

        Raises:
            TypeError: As for `values`.
        """
        return self.values.host()

    def statistics(self, out_of_time: Callable[[], bool] = never, *, sample: int | None = None) -> Statistics:
        """Compute statistics as `core.statistics.summarize` does.

        Args:
            out_of_time: Once it is true the values seen until then are the sample.
            sample: Look at about so many values only.

        Raises:
            TypeError: As for `values`, or the values are no numbers.
        """
        return self.values.statistics(out_of_time, sample)

    def histogram(
        self, bins: int = 40, out_of_time: Callable[[], bool] = never, *, sample: int | None = None
    ) -> Histogram:
        """Count values in bins as `core.histogram.histogram` does.

        Args:
            bins: Number of bins.
            out_of_time: Once it is true the values seen until then are the sample.
            sample: Look at about so many values only.

        Raises:
            TypeError: As for `values`, or the values are no real numbers.
        """
        # Loaded here: this module describes values, and is read by code that computes nothing.
        from pyadapter.core.histogram import histogram  # noqa: PLC0415

        values = self.values
        size = min(values.count, values.histogram_limit if sample is None else sample)
        seen = values.host() if size == values.count else values.sample(size)
        counted = histogram(seen, bins, out_of_time)
        return replace(counted, sampled=counted.sampled or size < values.count)

    def window(self, index: Sequence[int], row: int, column: int, rows: int, columns: int) -> Window:
        """Copy a two-dimensional window of the last two axes, cut out before it is moved to the host.

        Args:
            index: Position on each axis before the last two.
            row: First row.
            column: First column.
            rows: Rows wanted, at most 256.
            columns: Columns wanted, at most 256.

        Raises:
            TypeError: As for `values`, or the values are no numbers.
        """
        return self.values.window(index, row, column, rows, columns)
