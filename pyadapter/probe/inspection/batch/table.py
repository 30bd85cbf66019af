"""The batch as a table: its columns, the order of its rows, and what is known of each."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np

from pyadapter.arrays import view
from pyadapter.core.batch.contents import Hints
from pyadapter.core.batch.losses import worst_first
from pyadapter.core.digest import short_dtype
from pyadapter.core.health import bad_rows
from pyadapter.core.numbers import native
from pyadapter.probe.inspection.batch.cells import classes_in
from pyadapter.probe.inspection.batch.code import RowCode
from pyadapter.probe.inspection.batch.columns import column_of
from pyadapter.probe.inspection.batch.distribution import distribution_of
from pyadapter.probe.inspection.batch.forward import fitted_model, row_losses
from pyadapter.probe.inspection.batch.loops import loop_leaves
from pyadapter.probe.inspection.batch.reading import Reader
from pyadapter.probe.patches import contained
from pyadapter.probe.watch.batches import batch_leaves
from pyadapter.probe.watch.rows import MOST, dataset_rows
from pyadapter.probe.watch.values import host, is_distributed, values_of

if TYPE_CHECKING:
    from pyadapter.core.finding import Finding
    from pyadapter.probe.inspection.batch.cells import Wire
    from pyadapter.probe.inspection.batch.columns import Column
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
        self._loop = (contained(loop_leaves, probe) or []) if self._batch is None else []
        leaves = self._loop or batch_leaves(self._batch)
        self._reader = Reader(probe, leaves, "expression" if self._loop else "batch")
        self._columns = self._reader.columns() if leaves else []
        sources = [column.source for column in self._columns if column.source is not None]
        self._total = max((column.rows for column in self._columns), default=0) or int(bool(sources))
        if sources and all(not source.single and not source.rows for source in sources):
            self._total = 0
        self._guilty = self._to_blame()
        self._losses = contained(row_losses, probe, self._total, self._guilty) if self._columns else None
        self._add_output()

    def _to_blame(self) -> list[int]:
        finding, stop = self._finding, self._stop
        if finding is None or stop is None:
            return []
        rows = finding.batch.rows if finding.batch is not None else ()
        if finding.kind in _NON_FINITE and finding.tensor is not None and (self._loop or len(rows) == MOST):
            # A finding knows the first rows only, and those only of batches that Keras works on.
            value = stop.tensors.get(finding.tensor.handle or 0)
            array = None if value is None else host(value)
            if array is not None and array.ndim and len(array) == self._total:
                stop.output = value
                rows = bad_rows(array, self._total)
        return [row for row in rows if row < self._total]

    def about(self) -> Wire:
        """Return the schema's `Batch`."""
        for column in self._columns:
            contained(self._reader.look, column, self._total, self._guilty)
        order = "guilty" if self._guilty else "loss" if self._losses is not None else "batch"
        found: Wire = {
            "total": self._total,
            "columns": [column.wire(self._probe.statistics) for column in self._columns],
            "order": order,
            "structure": self._structure(),
            "guilty": self._guilty,
        }
        if self._losses is not None:
            found["loss"] = self._losses.name
        about = self._finding.tensor.name if self._finding is not None and self._finding.tensor else None
        distribution = contained(distribution_of, self._columns, fitted_model(self._probe), about)
        if distribution is not None:
            found["distribution"] = distribution
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
        writer = contained(RowCode, self._batch, self._probe.progress) if shown and not self._loop else None
        rows = [
            {
                "row": each,
                "datasetRow": known[each],
                "bad": each in guilty,
                **({"why": self._why(each)} if each in guilty else {}),
                **self._loss(each),
                **self._code(writer, each, known[each]),
                "cells": self._cells(each, longest, whole=whole),
            }
            for each in shown
        ]
        return {"start": start, "rows": rows}

    def _order(self) -> list[int]:
        losses = np.zeros(self._total) if self._losses is None else self._losses.values
        return worst_first(losses, self._guilty)

    def _loss(self, row: int) -> Wire:
        """Return the row's loss: nothing when it is not known, null when it is not finite."""
        if self._losses is None:
            return {}
        value = float(self._losses.values[row])
        return {"loss": value if math.isfinite(value) else None}

    def _structure(self) -> str:
        if self._loop:
            return ", ".join(f"{name}: {structure_of(value)}" for _, name, value in self._loop)
        return structure_of(self._batch) if self._columns else ""

    def _code(self, writer: RowCode | None, row: int, dataset_row: int | None) -> Wire:
        if self._loop:
            return {"code": ", ".join(f"{name}[{row}]" for _, name, _ in self._loop)}
        found = None if writer is None else contained(writer.of, row, dataset_row)
        return {} if found is None else {"code": found}

    def _cells(self, row: int, longest: int, *, whole: bool) -> list[Wire]:
        labels = [column for column in self._columns if column.role == "label"]
        made = [column for column in self._columns if column.role == "prediction"]
        cells = []
        for column in self._columns:
            right: frozenset[int] = frozenset()
            if column in made and made.index(column) < len(labels):
                right = contained(_right, labels[made.index(column)], row) or right
            cells.append(column.cell(row, longest, right, whole=whole))
        return cells

    def _add_output(self) -> None:
        """Add the bad tensor, unless it is a column already or was made of labels alone."""
        finding = self._finding
        output = None if self._stop is None or finding is None else self._stop.output
        if output is None or not self._columns or any(output is column.leaf for column in self._columns):
            return
        tensor = finding.tensor if finding is not None else None
        if tensor is not None and tensor.role in {"label", "feature"}:
            return
        if _rows(output) != self._total:  # of one replica
            return
        layer = finding.layer.rpartition("/")[2] if finding is not None and finding.layer else ""
        made = f"{finding.op} in {layer}" if finding is not None and finding.op and layer else ""
        named = tensor.name if tensor is not None else None
        name = named or made or (finding.op if finding is not None else None) or "output"
        role: Any = "label" if self._made_of_labels(output) else "output"
        self._columns.append(column_of(name, role, output, Hints(), {"type": "finding", "name": "0"}))

    def _made_of_labels(self, value: Any) -> bool:
        """Whether ops made a tensor of labels and of constants alone."""
        by_role: dict[str, set[int]] = {"label": set(), "feature": set()}
        for role, _, leaf in self._loop or batch_leaves(self._batch):
            by_role["label" if role == "label" else "feature"].add(getattr(leaf, "_id", -1))
        flow = self._probe.flow()
        waiting, seen = [getattr(value, "_id", -1)], set()
        while waiting:
            identity = waiting.pop()
            if identity in seen:
                continue
            seen.add(identity)
            op = flow.maker(identity)
            if op is not None:
                waiting += op.inputs
        return bool(seen & by_role["label"]) and not seen & by_role["feature"]

    def _why(self, row: int) -> str:
        finding = self._finding
        if finding is None:
            return "bad"
        if finding.kind not in _NON_FINITE:
            return finding.title
        what = finding.op or (finding.tensor.name if finding.tensor else None)
        output = None if self._stop is None else host(self._stop.output)
        if output is None or len(output) != self._total or output[row].size == 1:
            return f"{_NON_FINITE[finding.kind]} in {what}"
        part = native(np.ascontiguousarray(output[row]).reshape(-1))
        counts = {"NaN": int(np.isnan(part).sum()), "Inf": int(np.isinf(part).sum())}
        found = " and ".join(f"{count} of {part.size} {name}" for name, count in counts.items() if count)
        return f"{found} in {what}"

    def _note(self) -> str | None:
        if not self._columns:
            return (
                "No batch is being worked on here: training is between two steps, or in a loop of the "
                "script's own that has not called a model yet."
            )
        about_values = self._finding is not None and self._finding.kind in _NON_FINITE
        if not self._guilty and about_values:  # others are not about values of rows, as a loss that stalls
            return "Which rows are guilty cannot be told: the bad tensor does not have one row a sample."
        return None


def _right(labels: Column, row: int) -> frozenset[int]:
    """Return the classes that are right for a row."""
    source = labels.source
    if source is None or labels.content.kind not in {"classes", "probabilities"} or row >= source.rows:
        return frozenset()
    return classes_in(source.row(row), labels.content)


def _rows(value: Any) -> int | None:
    seen = view(value)
    return seen.shape[0] if seen is not None and seen.shape else None


def structure_of(value: Any) -> str:
    """Write a batch as Keras sees it: `({"ids": i32[16,32]}, i32[16])`."""
    if isinstance(value, dict):
        return "{" + ", ".join(f'"{key}": {structure_of(item)}' for key, item in value.items()) + "}"
    if isinstance(value, (tuple, list)):
        inside = ", ".join(structure_of(item) for item in value)
        return f"[{inside}]" if isinstance(value, list) else f"({inside}{',' if len(value) == 1 else ''})"
    if is_distributed(value):
        return f"PerReplica({', '.join(map(structure_of, values_of(value)))})"
    seen = view(value)
    if seen is None:
        return type(value).__name__
    sizes = ",".join("?" if size is None else str(size) for size in seen.shape)
    kind = f"{seen.kind} " if seen.kind in {"sparse", "ragged"} else ""
    return f"{kind}{short_dtype(seen.dtype)}[{sizes}]"
