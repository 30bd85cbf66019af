"""The batch as a table: its columns, the order of its rows, and what is known of each."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from pyadapter.arrays import view
from pyadapter.core.batch.contents import Hints
from pyadapter.core.digest import short_dtype
from pyadapter.probe.inspection.batch.columns import column_of
from pyadapter.probe.watch.batches import batch_leaves
from pyadapter.probe.watch.rows import dataset_rows

if TYPE_CHECKING:
    from pyadapter.core.finding import Finding
    from pyadapter.probe.inspection.batch.columns import Column, Wire
    from pyadapter.probe.probe import Probe

_NON_FINITE = {"nan": "NaN", "inf": "Inf"}


class BatchTable:
    """Answers about the batch of the step that is paused.

    Args:
        probe: Has the batch, and the finding if there is one.
    """

    def __init__(self, probe: Probe) -> None:
        self._probe = probe
        self._stop = probe.handles.current
        stop = self._stop
        self._finding: Finding | None = None if stop is None else stop.finding
        held = None if stop is None else stop.batch
        self._batch = probe.progress.batch if held is None else held
        self._columns = self._read()
        self._total = max((column.source.rows for column in self._columns if column.source), default=0)
        rows = self._finding.batch if self._finding is not None else None
        self._guilty = [row for row in (rows.rows if rows is not None else ()) if row < self._total]

    def about(self) -> Wire:
        """Return the schema's `Batch`."""
        found: Wire = {
            "total": self._total,
            "columns": [column.wire(self._probe.statistics) for column in self._columns],
            "order": "guilty" if self._guilty else "batch",
            "structure": structure_of(self._batch) if self._columns else "",
            "guilty": self._guilty,
        }
        note = self._note()
        return {**found, "note": note} if note else found

    def rows(self, start: int, count: int, *, row: int | None, longest: int, whole: bool) -> Wire:
        """Return the schema's `BatchRowsBody`.

        Args:
            start: Place in the order of the rows.
            count: At most so many.
            row: A row of the batch from whose place `start` counts.
            longest: Longest side of an image in pixels.
            whole: All tokens, values and text.
        """
        order = self._order()
        if row is not None:
            start += order.index(row) if row in order else len(order)
        shown = order[start : start + count]
        known = dict(zip(shown, dataset_rows(shown, self._probe.progress), strict=True))
        guilty = set(self._guilty)
        return {
            "start": start,
            "rows": [
                {
                    "row": each,
                    "datasetRow": known[each],
                    "bad": each in guilty,
                    **({"why": self._why(each)} if each in guilty else {}),
                    "cells": [column.cell(each, longest, whole=whole) for column in self._columns],
                }
                for each in shown
            ],
        }

    def _order(self) -> list[int]:
        guilty = set(self._guilty)
        return [*self._guilty, *(row for row in range(self._total) if row not in guilty)]

    def _read(self) -> list[Column]:
        columns = []
        for role, name, leaf in batch_leaves(self._batch):
            weight = name.startswith("sample_weight")
            place = {"type": "batch", "name": name}
            kind: Any = "sampleWeight" if weight else role
            columns.append(column_of(name, kind, leaf, Hints(), place))
        output = None if self._stop is None or self._batch is None else self._stop.output
        if output is not None and all(output is not column.leaf for column in columns):
            tensor = None if self._finding is None else self._finding.tensor
            named = tensor.name if tensor is not None else None
            name = named or (self._finding.op if self._finding is not None else None) or "output"
            columns.append(column_of(name, "output", output, Hints(), {"type": "finding", "name": "0"}))
        return columns

    def _why(self, row: int) -> str:
        finding = self._finding
        if finding is None:
            return "bad"
        if finding.kind not in _NON_FINITE:
            return finding.title
        name = _NON_FINITE[finding.kind]
        what = finding.op or (finding.tensor.name if finding.tensor else None)
        try:
            part = np.asarray(view(self._stop.output).host()[row], dtype=np.float64)  # type: ignore[union-attr]  # caught
            count = int(np.count_nonzero(~np.isfinite(part)))
        except Exception:  # noqa: BLE001 -- the row is bad whatever can be said of it
            return f"{name} in {what}"
        return f"{count} of {part.size} {name} in {what}" if part.size > 1 else f"{name} in {what}"

    def _note(self) -> str | None:
        if not self._columns:
            return "No batch is being worked on here: training is between two steps, or a loop of its own."
        about_values = self._finding is not None and self._finding.kind in _NON_FINITE
        if not self._guilty and about_values:  # others are not about values of rows, as a loss that stalls
            return "Which rows are guilty cannot be told: the bad tensor does not have one row a sample."
        return None


def structure_of(value: Any) -> str:
    """Write a batch as Keras sees it: `({"ids": i32[16,32]}, i32[16])`."""
    if isinstance(value, dict):
        return "{" + ", ".join(f'"{key}": {structure_of(item)}' for key, item in value.items()) + "}"
    if isinstance(value, (tuple, list)):
        inside = ", ".join(structure_of(item) for item in value)
        return f"[{inside}]" if isinstance(value, list) else f"({inside}{',' if len(value) == 1 else ''})"
    seen = view(value)
    if seen is None:
        return type(value).__name__
    sizes = ",".join("?" if size is None else str(size) for size in seen.shape)
    kind = "" if seen.kind not in {"sparse", "ragged"} else f"{seen.kind} "
    return f"{kind}{short_dtype(seen.dtype)}[{sizes}]"
