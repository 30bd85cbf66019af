"""Rows: which rows of the batch are bad, and which rows of the data set they were."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

import numpy as np

from pyadapter.core.finding import BatchRows
from pyadapter.core.health import bad_rows
from pyadapter.probe.watch.batches import batch_leaves
from pyadapter.probe.watch.values import host, is_distributed, values_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from pyadapter.probe.progress import Progress

MOST = 100
"""Bad rows that are named."""

BUDGET = 0.3
"""Seconds for the search in the data set; 60,000 rows of 784 values take 0.005."""

PROBES = 8
"""Columns by which candidates are found before whole rows are compared."""


def _sizes(progress: Progress) -> list[tuple[str, int]]:
    """Return device and rows of each replica's part of the batch: usually one part; none if not known."""
    for _, _, leaf in batch_leaves(progress.batch):
        parts = values_of(leaf) if is_distributed(leaf) else [leaf]
        sizes = [(_device(part), _rows(part)) for part in parts]
        if all(size is not None for _, size in sizes):
            return [(device, size) for device, size in sizes if size is not None]
    return []


def _rows(value: Any) -> int | None:
    shape = getattr(value, "shape", None)
    return int(shape[0]) if shape is not None and len(shape) and shape[0] is not None else None


def _device(value: Any) -> str:
    return str(getattr(value, "backing_device", ""))


def guilty_rows(value: Any, progress: Progress) -> BatchRows | None:
    """Return the rows of the batch that are bad in a tensor which has one row a sample.

    Args:
        value: The bad tensor.
        progress: Has the batch.

    Returns:
        None when the tensor has no such rows.
    """
    array = host(value)
    if array is None or not array.ndim:
        return None
    sizes = _sizes(progress)
    if len(sizes) > 1:  # each replica has its part of the batch
        device = _device(value)
        start = 0
        for place, size in sizes:
            if place == device and size == array.shape[0]:
                rows = tuple(start + row for row in bad_rows(array, MOST))
                return BatchRows(rows, dataset_rows(rows, progress)) if rows else None
            start += size
        return None
    if not sizes or sizes[0][1] != array.shape[0]:
        return None
    rows = bad_rows(array, MOST)
    return BatchRows(rows, dataset_rows(rows, progress)) if rows else None


def dataset_rows(rows: Sequence[int], progress: Progress) -> tuple[int | None, ...]:
    """Find rows of the batch in the data that `fit` was given, by their bytes.

    Only what is certain is said: a row that is there twice has no answer, unless `fit` does not shuffle and
    one of the two is where this batch must have come from.

    Returns:
        One index a row, None where it is not known.
    """
    given = _given(progress)
    unknown = (None,) * len(rows)
    if not rows or progress.batch is None or given.get("x") is None:
        return unknown
    source = (
        _tensor_slices(given["x"]) if hasattr(given["x"], "element_spec") else (given["x"], given.get("y"))
    )
    if source is None:
        return unknown
    pairs = [
        (whole, part)
        for (_, _, leaf), array in zip(batch_leaves(progress.batch), _arrays(source), strict=False)
        if (part := _array(leaf)) is not None and (whole := array) is not None
    ]
    pairs = [(whole, part) for whole, part in pairs if whole.shape[1:] == part.shape[1:] and len(whole)]
    if not pairs:
        return unknown
    deadline = time.monotonic() + BUDGET
    expected = _expected_start(given, progress, len(pairs[0][1]))
    return tuple(
        _find(pairs, row, None if expected is None else expected + row)
        if time.monotonic() < deadline
        else None
        for row in rows
    )


def _given(progress: Progress) -> dict[str, Any]:
    """Return what `fit` was given for the batch: with `validation_split` both kinds are of one array."""
    given = progress.fit_arguments
    data = given.get("validation_data") if progress.validating else None
    if data is None:
        return {**given, "shuffle": True} if progress.evaluating else given
    # A generator must not be read: only what is no more than a pair is taken apart.
    x, y = (*data, None)[:2] if isinstance(data, (tuple, list)) else (data, None)
    return {"x": x, "y": y}


def _find(pairs: list[tuple[NDArray[Any], NDArray[Any]]], row: int, expected: int | None) -> int | None:
    candidates: NDArray[np.intp] | None = None
    for whole, part in pairs:
        wanted = np.ascontiguousarray(part[row]).reshape(-1)
        flat = whole.reshape(len(whole), -1)
        spread = np.linspace(0, flat.shape[1] - 1, PROBES if flat.shape[1] else 0)
        columns = np.unique(spread.astype(int))
        for column in columns:
            values = flat[:, column] if candidates is None else flat[candidates, column]
            same = np.flatnonzero(_same(values.astype(part.dtype, copy=False), wanted[column]))
            candidates = same if candidates is None else candidates[same]
            if not candidates.size:
                return None
    if candidates is None:
        return None
    exact = [
        int(index)
        for index in candidates[:1000]
        if all(_equal(whole[index], part[row]) for whole, part in pairs)
    ]
    if expected in exact:
        return expected
    return exact[0] if len(exact) == 1 and candidates.size <= 1000 else None  # noqa: PLR2004 -- all were compared


def _same(values: NDArray[Any], wanted: Any) -> NDArray[np.bool_]:
    """Compare so that NaN equals NaN."""
    same: NDArray[np.bool_] = values == wanted
    return np.isnan(values) if wanted != wanted else same  # noqa: PLR0124 -- NaN is what differs from itself


def _equal(left: NDArray[Any], right: NDArray[Any]) -> bool:
    converted = np.asarray(left).astype(right.dtype, copy=False)
    return np.array_equal(converted, right, equal_nan=right.dtype.kind in "fc")


def _expected_start(given: dict[str, Any], progress: Progress, size: int) -> int | None:
    """Return the data set's row of the batch's first row when `fit` takes rows in order."""
    if given.get("shuffle", True) or hasattr(given["x"], "element_spec"):
        return None
    return progress.step_in_epoch * int(given.get("batch_size") or max(size, 32))


def _arrays(structure: Any) -> list[NDArray[Any] | None]:
    return [_array(leaf) for _, _, leaf in batch_leaves(structure)]


def _array(value: Any) -> NDArray[Any] | None:
    if is_distributed(value):
        parts = [_array(part) for part in values_of(value)]
        present = [part for part in parts if part is not None]
        return np.concatenate(present) if present and len(present) == len(parts) else None
    if isinstance(value, np.ndarray):
        array = value
    elif hasattr(value, "_numpy"):
        array = np.asarray(value._numpy())  # noqa: SLF001 -- `.numpy()` copies
    elif hasattr(value, "to_numpy"):
        array = np.asarray(value.to_numpy())
    else:
        return None
    return array if array.ndim and array.dtype.kind in "biuf" else None


def _tensor_slices(dataset: Any) -> Any:
    """Return what `from_tensor_slices` was given, of a data set that is made of it by reordering rows."""
    for _ in range(20):
        if type(dataset).__name__ == "_TensorSliceDataset":
            return _packed(dataset)
        dataset = getattr(dataset, "_input_dataset", None)
        if dataset is None:
            return None
    return None


def _packed(dataset: Any) -> Any:
    from tensorflow.python.data.util import nest  # noqa: PLC0415 -- only once the user has imported it

    try:
        return nest.pack_sequence_as(dataset._structure, dataset._tensors)  # noqa: SLF001 -- nothing public says it
    except (AttributeError, ValueError, TypeError):  # ragged and sparse ones are packed in other ways
        return None
