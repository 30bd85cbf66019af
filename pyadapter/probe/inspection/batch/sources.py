"""Sources: the rows of each kind of array that a batch can hold, one at a time."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from pyadapter.arrays import view
from pyadapter.probe.watch.values import is_distributed, values_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from pyadapter.arrays import ArrayView
    from pyadapter.core.numbers import Array

SAMPLE = 1 << 20
"""Values that are looked at to say what a column is: some milliseconds."""

ROWS = 64
"""Rows of them at most: what images, tokens or labels are shows in fewer."""

FEWEST = 4
"""Rows of them at least, however large they are."""


@dataclass(frozen=True)
class Parts:
    """What replicas have made of their parts of a batch, in their order."""

    values: tuple[Any, ...]


@dataclass(frozen=True)
class Source:
    """A column's values.

    Attributes:
        layout: How they are stored.
        rows: How many there are; 1 of a scalar, which is every row's.
        shape: Of one row, None where rows differ.
        dtype: As numpy or TensorFlow spells it.
        row: Returns the values of a row. Of a sparse one the stored values, with `places`.
        some: Returns the values of some rows, by their numbers: shape (rows, ...) when dense.
        places: Of sparse rows, where the stored values stand: shape (values, axes).
        single: Whether it is a scalar.
    """

    layout: Literal["dense", "ragged", "sparse"]
    rows: int
    shape: tuple[int | None, ...]
    dtype: str
    row: Callable[[int], Array]
    some: Callable[[list[int]], list[Array]]
    places: Callable[[int], Array] | None = None
    single: bool = False

    def sample(self) -> list[Array]:
        """Return some rows, spread over the batch."""
        size = int(np.prod([size for size in self.shape if size is not None], dtype=np.int64))
        count = max(FEWEST, min(ROWS, SAMPLE // max(1, size)))
        return self.some(spread(self.rows, count))


def spread(rows: int, count: int) -> list[int]:
    """Return at most `count` row numbers, evenly spread."""
    return sorted({rows * number // count for number in range(count)}) if rows else []


def source_of(leaf: Any) -> Source:
    """Read a leaf of a batch.

    Raises:
        Exception: Whatever an array that cannot be read raises.
    """
    if isinstance(leaf, Parts) or is_distributed(leaf):
        return _joined([source_of(part) for part in values_of(leaf)])
    if hasattr(leaf, "row_splits"):
        return _ragged(leaf)
    if hasattr(leaf, "dense_shape") and hasattr(leaf, "indices"):
        return _sparse(leaf)
    seen = view(leaf)
    if seen is None:
        return _dense(np.asarray(leaf), None)
    if seen.symbolic:
        raise TypeError("it has no values")
    if seen.numeric and seen.device and "CPU" not in seen.device:
        return _elsewhere(leaf, seen)
    # Text has no view of its own: TensorFlow copies it.
    return _dense(seen.host() if seen.numeric else np.asarray(leaf), seen.dtype)


def _dense(array: Array, dtype: str | None) -> Source:
    name = dtype or {"U": "string", "S": "string", "O": "object"}.get(array.dtype.kind, array.dtype.name)
    if not array.ndim:
        return Source("dense", 1, (), name, lambda _row: array, lambda rows: [array] * len(rows), single=True)
    return Source(
        "dense", len(array), array.shape[1:], name, lambda row: array[row], lambda rows: list(array[rows])
    )


def _elsewhere(tensor: Any, seen: ArrayView) -> Source:
    """Read a tensor on another device, of which only the rows that are wanted come to the host."""
    if not seen.shape:
        return _dense(seen.host(), seen.dtype)

    def row(number: int) -> Array:
        part = view(tensor[number])
        return part.host() if part is not None else np.empty(0)

    return Source(
        "dense", int(seen.shape[0] or 0), seen.shape[1:], seen.dtype, row,
        lambda rows: [row(each) for each in rows],
    )  # fmt: skip


def _ragged(leaf: Any) -> Source:
    splits = np.asarray(leaf.row_splits)
    values = leaf.values
    inner = source_of(values) if hasattr(values, "row_splits") else None
    flat = np.asarray(leaf.flat_values)

    def row(number: int) -> Array:
        start, end = int(splits[number]), int(splits[number + 1])
        if inner is None:
            return flat[start:end]
        # Parts of different lengths: one after the other.
        parts = [inner.row(part) for part in range(start, end)]
        return np.concatenate(parts) if parts else flat[:0]

    dtype = leaf.dtype.name
    shape = tuple(leaf.shape.as_list()[1:])
    return Source("ragged", len(splits) - 1, shape, dtype, row, lambda rows: [row(each) for each in rows])


def _sparse(leaf: Any) -> Source:
    shape = tuple(int(size) for size in np.asarray(leaf.dense_shape))
    indices, values = np.asarray(leaf.indices), np.asarray(leaf.values)

    def here(number: int) -> Array:
        return np.flatnonzero(indices[:, 0] == number)

    return Source(
        "sparse", shape[0], shape[1:], leaf.dtype.name, lambda row: values[here(row)],
        lambda rows: [values[here(row)] for row in rows], lambda row: indices[here(row), 1:],
    )  # fmt: skip


def _joined(parts: list[Source]) -> Source:
    """Join what the replicas of a distributed batch have, in their order."""
    starts = np.cumsum([0, *(part.rows for part in parts)])

    def at(number: int) -> tuple[Source, int]:
        place = int(np.searchsorted(starts, number, side="right")) - 1
        return parts[place], number - int(starts[place])

    def row(number: int) -> Array:
        part, inside = at(number)
        return part.row(inside)

    def places(number: int) -> Array:
        part, inside = at(number)
        return np.empty((0, 0)) if part.places is None else part.places(inside)

    first = parts[0]
    return Source(
        first.layout, int(starts[-1]), first.shape, first.dtype, row,
        lambda rows: [row(each) for each in rows], None if first.places is None else places,
    )  # fmt: skip
