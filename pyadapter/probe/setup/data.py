"""The data of a training as facts: all of it where it is in memory, else the first batch."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from pyadapter.arrays import digest, view
from pyadapter.core.setup import ColumnFacts
from pyadapter.probe.setup.source import Named, argument_of, named
from pyadapter.probe.setup.whole import alike, plain
from pyadapter.probe.watch.batches import batch_leaves
from pyadapter.probe.watch.frames import location_of
from pyadapter.probe.watch.values import numbers

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from numpy.typing import NDArray

    from pyadapter.core.finding import Location

MOST_VALUES = 2_000_000
"""Values of an array that are looked at: 20 ms. Of more, evenly spaced rows are taken."""

MOST_ROWS = 5
"""Rows that are named."""

MOST_DISTINCT = 1000
MOST_COLUMNS = 2000
_FLAT = 2


def columns_of(
    batch: Any, arguments: Mapping[str, Any], fit: Location | None, out_of_time: Callable[[], bool]
) -> tuple[tuple[ColumnFacts, ...], tuple[ColumnFacts, ...]]:
    """Describe features and labels.

    Args:
        batch: As Keras passes it to the step, or `(x, y)` of a loss that was called in a loop.
        arguments: Of `fit`, by name.
        fit: The user's line that called it.
        out_of_time: As for `digest`.

    Returns:
        Features and labels.
    """
    given = {name: leaf for _, name, leaf in batch_leaves((arguments.get("x"), arguments.get("y")))}
    yielded = _yielded_at(arguments.get("x"))
    features: list[ColumnFacts] = []
    labels: list[ColumnFacts] = []
    for role, name, leaf in batch_leaves(batch):
        if name.startswith("sample_weight"):
            continue
        whole = numbers(plain(given.get(name)))
        array = numbers(leaf) if whole is None else whole
        called = _called(name, given.get(name) is not None, fit)
        if yielded is not None:
            called = Named(name if called is None else called.expression, yielded)
        column = _facts(
            name, given.get(name), leaf, array, called, whole=whole is not None, out_of_time=out_of_time
        )
        (labels if role == "label" else features).append(column)
    return tuple(features), tuple(labels)


def _yielded_at(value: Any) -> Location | None:
    """Return the line of the user's at which a generator waits: its `yield`."""
    frame = getattr(value, "gi_frame", None)
    return None if frame is None else location_of(frame)


def _called(name: str, given: bool, fit: Location | None) -> Named | None:
    """Return what the user calls a column, by the call of `fit`."""
    if fit is None:
        return None
    label = name.startswith("y")
    if given:
        return named(argument_of(fit, "fit", int(label), "y" if label else "x"), fit)
    return named(argument_of(fit, "fit", 0, "x"), fit, int(label))


def _facts(  # noqa: PLR0913 -- what is known of a column
    name: str,
    given: Any,
    leaf: Any,
    array: NDArray[Any] | None,
    called: Named | None,
    *,
    whole: bool,
    out_of_time: Callable[[], bool],
) -> ColumnFacts:
    known: dict[str, Any] = {} if array is None or not array.size else _measured(array, out_of_time)
    dtype = getattr(given if whole or given is not None else leaf, "dtype", None)
    return ColumnFacts(
        name=name,
        expression=None if called is None else called.expression,
        location=None if called is None else called.location,
        shape=tuple(array.shape) if array is not None else tuple(getattr(leaf, "shape", ()) or ()),
        dtype=str(getattr(dtype, "name", dtype)) if dtype is not None else "",
        whole=whole,
        alike=whole and array is not None and alike(array),
        batch_shape=tuple(getattr(leaf, "shape", ()) or ()),
        batch_dtype=str(getattr(getattr(leaf, "dtype", None), "name", "")),
        **known,
    )


def _measured(array: NDArray[Any], out_of_time: Callable[[], bool]) -> dict[str, Any]:
    rows = len(array) if array.ndim else 1
    step = max(1, -(-array.size // MOST_VALUES))
    sample = array[::step] if array.ndim and rows >= step else array.reshape(-1)[::step]
    seen = view(sample)
    known: dict[str, Any] = {}
    if seen is not None:
        known["statistics"] = digest(seen, level="full", out_of_time=out_of_time).statistics
    values = sample.astype(np.float64, copy=False)
    finite = values[np.isfinite(values)]
    known["integral"] = bool(finite.size) and bool((finite == np.rint(finite)).all())
    distinct, counts = np.unique(finite, return_counts=True)
    if len(distinct) <= MOST_DISTINCT:
        known["distinct"] = tuple(map(float, distinct))
        known["counts"] = tuple(map(int, counts))
    if finite.size:
        low, high = np.quantile(finite, (0.05, 0.95))
        known["spread"] = (float(low), float(high))
    if values.ndim >= _FLAT and values.shape[-1] > 1 and values.size:
        sums = values.sum(axis=-1)
        known["row_sum"] = (float(sums.min()), float(sums.max()))
        known["one_hot"] = bool((sums == 1).all()) and bool(np.isin(finite, (0.0, 1.0)).all())
    if values.ndim == _FLAT and values.shape[-1] <= MOST_COLUMNS and len(values):
        with np.errstate(all="ignore"):
            for column, take in (
                ("minimum", np.min),
                ("maximum", np.max),
                ("mean", np.mean),
                ("deviation", np.std),
            ):
                known[f"column_{column}"] = tuple(map(float, take(values, axis=0)))
    if step == 1 and len(finite) < values.size and values.ndim:
        bad = ~np.isfinite(values).reshape(len(values), -1).all(axis=1)
        known["bad_rows"] = tuple(map(int, np.flatnonzero(bad)[:MOST_ROWS]))
    known["runs"] = _runs(array) if step == 1 else None
    return known


def _runs(array: NDArray[Any]) -> int | None:
    """Count the runs of equal rows, for one value or a one-hot row each."""
    if not array.ndim or not len(array) or array.size > MOST_VALUES:
        return None
    flat = array.reshape(len(array), -1)
    line = flat[:, 0] if flat.shape[1] == 1 else flat.argmax(axis=1)
    return int((line[1:] != line[:-1]).sum()) + 1
