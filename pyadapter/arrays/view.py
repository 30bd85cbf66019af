"""The one interface to every kind of array."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal, Protocol

from pyadapter.core.numbers import never

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from pyadapter.core.axis_statistics import AxisStatistics
    from pyadapter.core.bad_indices import BadIndices
    from pyadapter.core.comparison import Comparison
    from pyadapter.core.histogram import Histogram, Scale
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
        shape: Of the values; slices, sparse and ragged tensors have fewer than they stand for.
        count: How many values there are.
        step: How many are best asked for at a time.
        histogram_limit: How many of them a histogram looks at, at most.
    """

    shape: tuple[int, ...]
    count: int
    step: int
    histogram_limit: int

    def host(self) -> Array:
        """Give all values as a numpy array, without a copy where they are in the host's memory."""

    def sample(self, size: int) -> Array:
        """Give about `size` evenly spaced values, one-dimensional."""

    def statistics(self, out_of_time: Callable[[], bool], sample: int | None) -> Statistics:
        """Compute statistics, of about `sample` values when that is not None."""

    def first_bad(self, out_of_time: Callable[[], bool]) -> tuple[int, ...] | None:
        """Find the first value that is not finite; None when there is none, or time is over."""

    def suspects(self, start: int, stop: int) -> Array | None:
        """Give values from one place in C order to another; None when all of them are finite."""

    def part(self, start: int, stop: int) -> Array:
        """Give values from one place in C order to another, one-dimensional."""

    def box(self, box: tuple[slice, ...]) -> Array:
        """Give the values in a box: a slice an axis, with begin and end."""


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
        self,
        bins: int = 40,
        out_of_time: Callable[[], bool] = never,
        *,
        sample: int | None = None,
        scale: Scale | None = "linear",
    ) -> Histogram:
        """Count values in bins as `core.histogram.histogram` does.

        Args:
            bins: Number of bins.
            out_of_time: Once it is true the values seen until then are the sample.
            sample: Look at about so many values only.
            scale: What the bins are equal in; None for what shows more.

        Raises:
            TypeError: As for `values`, or the values are no real numbers.
        """
        # Loaded here, as below: this module describes values, and is read by code that computes nothing.
        from pyadapter.core.histogram import histogram  # noqa: PLC0415

        values = self.values
        size = min(values.count, values.histogram_limit if sample is None else sample)
        seen = values.host() if size == values.count else values.sample(size)
        counted = histogram(seen, bins, out_of_time, scale=scale)
        return replace(counted, sampled=counted.sampled or size < values.count)

    def window(  # noqa: PLR0913 - a request's fields
        self,
        index: Sequence[int],
        row: int,
        column: int,
        rows: int,
        columns: int,
        *,
        axes: Sequence[int] | None = None,
        steps: Sequence[int] | None = None,
    ) -> Window:
        """Copy a two-dimensional window as `core.window.window` does, cut out before it is moved to the host.

        Args:
            index: Position on each axis that is neither the rows' nor the columns'.
            row: First row.
            column: First column.
            rows: Rows wanted, at most 256.
            columns: Columns wanted, at most 256.
            axes: Axis of the rows and axis of the columns; the last two when None.
            steps: Values that a cell stands for, down and across; 1 and 1 when None.

        Raises:
            TypeError: As for `values`, or the values are no numbers.
            ValueError: There are no such axes.
        """
        from pyadapter.core.window import cut, extent  # noqa: PLC0415 - as above

        self._require_numbers("numbers to show")
        values = self.values
        where = extent(values.shape, index, row, column, rows, columns, axes=axes, steps=steps)
        lacking = len(where.lead) - len(values.shape)

        def read(box: tuple[slice, ...]) -> Array:
            part = values.box(box[lacking:])
            return part.reshape((1,) * lacking + part.shape)

        return cut(where, read)

    def axis_statistics(
        self, axis: int, start: int, count: int, out_of_time: Callable[[], bool] = never
    ) -> AxisStatistics:
        """Compute statistics of some positions on an axis, as `core.axis_statistics` does.

        Args:
            axis: The axis.
            start: First position.
            count: How many, at most 256.
            out_of_time: Once it is true the values seen until then are the sample.

        Raises:
            TypeError: As for `values`, or the values are no numbers.
            ValueError: There is no such axis.
        """
        from pyadapter.core.axis_statistics import axis_statistics  # noqa: PLC0415 - as above

        self._require_numbers("statistics")
        values = self.values
        return axis_statistics(values.shape, values.box, values.step, axis, start, count, out_of_time)

    def bad_indices(self, start: int, count: int, out_of_time: Callable[[], bool] = never) -> BadIndices:
        """List values that are not finite, as `core.bad_indices` does.

        Args:
            start: First of the page.
            count: Size of the page, at most 256.
            out_of_time: Once it is true, what was seen until then is told.

        Raises:
            TypeError: As for `values`, or the values are no numbers.
        """
        from pyadapter.core.bad_indices import bad_indices  # noqa: PLC0415 - as above

        self._require_numbers("numbers")
        values = self.values
        return bad_indices(values.shape, values.suspects, values.step, start, count, out_of_time)

    def compare(self, other: ArrayView, out_of_time: Callable[[], bool] = never) -> Comparison:
        """Compare with another array, as `core.comparison` does.

        Args:
            other: b.
            out_of_time: Once it is true the values seen until then are the sample.

        Raises:
            TypeError: As for `values`, of either; or the values are no numbers.
            ValueError: The shapes differ.
        """
        from pyadapter.core.comparison import compare  # noqa: PLC0415 - as above

        for each in (self, other):
            each._require_numbers("numbers to compare")  # noqa: SLF001 - of the same class
        one, two = self.values, other.values
        if one.shape != two.shape:
            raise ValueError(f"The shapes differ: {list(one.shape)} and {list(two.shape)}")
        return compare(one.shape, one.part, two.part, max(one.step, two.step), out_of_time)

    def _require_numbers(self, what: str) -> None:
        if not self.symbolic and not self.numeric:
            raise TypeError(f"A tensor of dtype {self.dtype} has no {what}")
