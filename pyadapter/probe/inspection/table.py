"""The batch as a table: features and labels of the offending rows, the bad ones first."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from pyadapter.arrays import digest, view
from pyadapter.core.digest import short_number
from pyadapter.probe.watch.batches import batch_leaves
from pyadapter.probe.watch.values import is_distributed, values_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from pyadapter.arrays import Level
    from pyadapter.probe.handles import Stop

CELL = 60
"""Characters of a cell."""

VALUES = 6
"""Values of a row that are written out before it is summarised."""

_NON_FINITE = {"nan": "NaN", "inf": "Inf"}

Column = tuple[dict[str, Any], "Callable[[int], str]"]


def batch_table(stop: Stop, start: int, count: int, level: Level) -> dict[str, Any]:
    """Return rows of the batch that was worked on.

    Args:
        stop: Holds the batch.
        start: Position of the first row in the order shown: bad rows first, then the others.
        count: At most so many rows.
        level: How much to compute about whole columns.

    Returns:
        The schema's `Batch`. A column that cannot be read says so in its cells.
    """
    columns, total = _columns(stop, level)
    if not columns:
        return {"total": 0, "columns": [], "rows": [], "note": "No batch is being worked on at this line."}
    rows = stop.finding.batch if stop.finding is not None else None
    dataset = dict(zip(rows.rows, rows.dataset_rows, strict=True)) if rows is not None else {}
    order = [row for row in dataset if row < total]
    order += [row for row in range(total) if row not in dataset]
    shown = [
        {
            "row": row,
            "datasetRow": dataset.get(row),
            "bad": row in dataset,
            **({"why": _why(stop, row)} if row in dataset else {}),
            "cells": [cell(row) for _, cell in columns],
        }
        for row in order[start : start + count]
    ]
    table: dict[str, Any] = {"total": total, "columns": [about for about, _ in columns], "rows": shown}
    note = _note(stop, dataset)
    if note:
        table["note"] = note
    return table


def _columns(stop: Stop, level: Level) -> tuple[list[Column], int]:
    columns: list[Column] = []
    total = 0
    leaves = [
        ("sampleWeight" if name.startswith("sample_weight") else role, name, leaf)
        for role, name, leaf in batch_leaves(stop.batch)
    ]
    if stop.output is not None and stop.batch is not None:
        leaves.append(("output", stop.finding.op or "output" if stop.finding else "output", stop.output))
    for role, name, leaf in leaves:
        try:
            rows, shape, dtype, cell = _reader(leaf)
            line = _line(leaf, level)
        except Exception as error:  # noqa: BLE001 -- one bad column must not hide the others
            text = f"cannot be read: {error}"[:CELL]
            rows, shape, dtype, line = 0, (), type(leaf).__name__, text
            cell = _always(text)
        total = max(total, rows)
        about = {"name": name, "role": role, "shape": list(shape), "dtype": dtype, "line": line}
        columns.append((about, _safely(cell)))
    return columns, total


def _reader(leaf: Any) -> tuple[int, tuple[int, ...], str, Callable[[int], str]]:
    """Return number of rows, shape of a row, dtype, and what writes a row's cell."""
    if hasattr(leaf, "row_splits"):
        return (
            int(leaf.nrows()),
            (),
            leaf.dtype.name,
            lambda row: _text(
                np.asarray(leaf[row].to_list() if hasattr(leaf[row], "to_list") else leaf[row])
            ),
        )
    if hasattr(leaf, "dense_shape"):
        shape = tuple(int(size) for size in leaf.dense_shape)
        return shape[0], shape[1:], leaf.dtype.name, lambda row: _sparse_row(leaf, row)
    if is_distributed(leaf):
        parts = [_reader(part) for part in values_of(leaf)]
        return _joined(parts)
    seen = view(leaf)
    if seen is None:
        array = np.asarray(leaf)
        return len(array), array.shape[1:], array.dtype.name, lambda row: _text(array[row])
    # Text has no view of its own: TensorFlow copies it.
    array = seen.host() if seen.numeric else np.asarray(leaf)
    return (
        len(array) if array.ndim else 1,
        array.shape[1:],
        seen.dtype,
        lambda row: _text(array[row] if array.ndim else array),
    )


def _joined(
    parts: list[tuple[int, tuple[int, ...], str, Callable[[int], str]]],
) -> tuple[int, tuple[int, ...], str, Callable[[int], str]]:
    """Join what the replicas of a distributed batch have."""

    def cell(row: int) -> str:
        for rows, _, _, part in parts:
            if row < rows:
                return part(row)
            row -= rows
        return ""

    return sum(part[0] for part in parts), parts[0][1], parts[0][2], cell


def _sparse_row(leaf: Any, row: int) -> str:
    indices, values = np.asarray(leaf.indices), np.asarray(leaf.values)
    here = np.flatnonzero(indices[:, 0] == row)
    inside = ", ".join(f"{indices[item, 1:].tolist()}: {_scalar(values[item])}" for item in here[:VALUES])
    return _cut(f"{len(here)} stored {{{inside}{', …' if len(here) > VALUES else ''}}}")


def _text(row: NDArray[Any] | Any) -> str:
    array = np.asarray(row)
    if array.dtype == object and array.ndim:
        return _cut(" ".join(_scalar(item) for item in array.reshape(-1)[: VALUES * 4]))
    if not array.ndim:
        return _cut(_scalar(array.item() if array.dtype.kind != "V" else array.astype(np.float32).item()))
    flat = array.reshape(-1)
    if array.ndim == 1 and array.size <= VALUES * (2 if array.dtype.kind in "iub" else 1):
        return _cut(f"[{', '.join(_scalar(item) for item in flat)}]")
    if array.dtype.kind in "iub" and array.ndim == 1:
        return _cut(f"[{', '.join(_scalar(item) for item in flat[: VALUES * 2])}, … {array.size}]")
    if array.dtype.kind in "SUO":
        return _cut(" ".join(_scalar(item) for item in flat))
    seen = view(array)
    return _cut(digest(seen, level="full").line if seen is not None else str(array.shape))


def _scalar(value: Any) -> str:
    if isinstance(value, np.generic):
        value = value.astype(np.float32).item() if value.dtype.kind == "V" else value.item()
    if isinstance(value, bytes):
        return value.decode("utf-8", "replace")
    if isinstance(value, float):
        if value != value:  # noqa: PLR0124 -- only NaN differs from itself
            return "NaN"
        return short_number(value) if abs(value) != float("inf") else ("+Inf" if value > 0 else "−Inf")
    return str(value)


def _why(stop: Stop, row: int) -> str:
    finding = stop.finding
    if finding is None:
        return "bad"
    if finding.kind not in _NON_FINITE:
        return finding.title
    name = _NON_FINITE[finding.kind]
    what = finding.op or (finding.tensor.name if finding.tensor else None)
    try:
        part = np.asarray(view(stop.output).host()[row], dtype=np.float64)  # type: ignore[union-attr]  # caught
        count = int(np.count_nonzero(~np.isfinite(part)))
    except Exception:  # noqa: BLE001 -- the row is bad whatever can be said of it
        return f"{name} in {what}"
    return f"{count} of {part.size} {name} in {what}" if part.size > 1 else f"{name} in {what}"


def _note(stop: Stop, dataset: dict[int, int | None]) -> str | None:
    if not dataset:
        # Other kinds are not about values of rows, as a loss that stalls.
        about_values = stop.finding is None or stop.finding.kind in _NON_FINITE
        rowless = "Which rows are guilty cannot be told: the bad tensor does not have one row a sample."
        return rowless if about_values else None
    if any(row is None for row in dataset.values()):
        return (
            "The data set's row is shown where it can be known: for arrays, and for data sets made by "
            "from_tensor_slices, when the row is there once."
        )
    return None


def _line(leaf: Any, level: Level) -> str:
    seen = view(leaf)
    return digest(seen, level="sampled" if level == "full" else level).line if seen is not None else ""


def _safely(cell: Callable[[int], str]) -> Callable[[int], str]:
    def safe(row: int) -> str:
        try:
            return cell(row)
        except Exception as error:  # noqa: BLE001 -- one bad cell must not hide the others
            return _cut(f"cannot be read: {error}")

    return safe


def _always(text: str) -> Callable[[int], str]:
    return lambda _row: text


def _cut(text: str) -> str:
    return text if len(text) <= CELL else f"{text[: CELL - 1]}…"
