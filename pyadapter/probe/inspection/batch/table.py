"""The batch as a table: its columns, the order of its rows, and what is known of each."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from pyadapter.core.batch.losses import worst_first
from pyadapter.probe.inspection.batch.blame import Blame
from pyadapter.probe.inspection.batch.cells import classes_in
from pyadapter.probe.inspection.batch.code import RowCode
from pyadapter.probe.inspection.batch.distribution import distribution_of
from pyadapter.probe.inspection.batch.forward import fitted_model, row_losses
from pyadapter.probe.inspection.batch.loops import loop_leaves
from pyadapter.probe.inspection.batch.reading import Reader
from pyadapter.probe.inspection.batch.structure import structure_of
from pyadapter.probe.patches import contained
from pyadapter.probe.watch.batches import batch_leaves
from pyadapter.probe.watch.rows import dataset_rows

if TYPE_CHECKING:
    from pyadapter.core.finding import Finding
    from pyadapter.probe.inspection.batch.cells import Wire
    from pyadapter.probe.inspection.batch.columns import Column
    from pyadapter.probe.probe import Probe


class BatchTable:
    """Answers about the batch of the step that is paused.

    Args:
        probe: Has the batch, and the finding if there is one.
    """

    def __init__(self, probe: Probe) -> None:
        self._probe = probe
        stop = probe.handles.current
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
        self._blame = Blame(stop, self._total, loop=bool(self._loop))
        self._guilty = self._blame.rows
        self._losses = contained(row_losses, probe, self._total, self._guilty) if self._columns else None
        output = contained(self._blame.column, self._columns, leaves, probe.flow) if self._columns else None
        self._columns += [] if output is None else [output]

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
                **({"why": self._blame.why(each)} if each in guilty else {}),
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

    def _note(self) -> str | None:
        if not self._columns:
            return (
                "No batch is being worked on here: training is between two steps, or in a loop of the "
                "script's own that has not called a model yet."
            )
        if not self._guilty and self._blame.about_values:
            return "Which rows are guilty cannot be told: the bad tensor does not have one row a sample."
        return None


def _right(labels: Column, row: int) -> frozenset[int]:
    """Return the classes that are right for a row."""
    source = labels.source
    if source is None or labels.content.kind not in {"classes", "probabilities"} or row >= source.rows:
        return frozenset()
    return classes_in(source.row(row), labels.content)
