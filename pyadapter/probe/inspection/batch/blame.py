"""Blame: the rows that a finding is about, why, and the tensor in which they are bad."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from pyadapter.arrays import view
from pyadapter.core.batch.contents import Hints
from pyadapter.core.health import bad_rows
from pyadapter.core.numbers import native
from pyadapter.probe.inspection.batch.columns import column_of
from pyadapter.probe.watch.rows import MOST
from pyadapter.probe.watch.values import host

if TYPE_CHECKING:
    from collections.abc import Callable

    from pyadapter.core.batch.contents import Role
    from pyadapter.core.digest import Role as LeafRole
    from pyadapter.core.finding import Finding
    from pyadapter.probe.handles import Stop
    from pyadapter.probe.inspection.batch.columns import Column
    from pyadapter.probe.watch.flow import Flow

    Leaf = tuple[LeafRole, str, Any]

_NON_FINITE = {"nan": "NaN", "inf": "Inf"}


class Blame:
    """Says of rows whether a finding blames them.

    Args:
        stop: Has the finding; None where the run is paused at none.
        total: Rows of the batch.
        loop: Whether it is the batch of a hand-written loop, whose rows a finding does not know.

    Attributes:
        rows: Those to blame.
        output: The bad tensor when it has one row a sample.
    """

    def __init__(self, stop: Stop | None, total: int, *, loop: bool) -> None:
        self._finding: Finding | None = None if stop is None else stop.finding
        self._total = total
        self.rows: list[int] = []
        self.output: Any = None
        if stop is None or self._finding is None:
            return
        finding = self._finding
        rows = finding.batch.rows if finding.batch is not None else ()
        output = stop.output
        if self.about_values and finding.tensor is not None and (loop or len(rows) == MOST):
            output = stop.tensors.get(finding.tensor.handle or 0)  # a finding has the first rows only
            array = None if output is None else host(output)
            rows = bad_rows(array, total) if array is not None and _rows(array) == total else rows
        self.rows = [row for row in rows if row < total]
        self.output = output if _rows(output) == total else None  # else of one replica

    @property
    def about_values(self) -> bool:
        """Whether the finding is about values of a tensor, not about a loss that stalls, for example."""
        return self._finding is not None and self._finding.kind in _NON_FINITE

    def why(self, row: int) -> str:
        """Say why a row is to blame."""
        finding = self._finding
        if finding is None:
            return "bad"
        if finding.kind not in _NON_FINITE:
            return finding.title
        what = finding.op or (finding.tensor.name if finding.tensor else None)
        output = None if self.output is None else host(self.output)
        if output is None or output[row].size == 1:
            return f"{_NON_FINITE[finding.kind]} in {what}"
        part = native(np.ascontiguousarray(output[row]).reshape(-1))
        counts = {"NaN": int(np.isnan(part).sum()), "Inf": int(np.isinf(part).sum())}
        found = " and ".join(f"{count} of {part.size} {name}" for name, count in counts.items() if count)
        return f"{found} in {what}"

    def column(
        self, columns: list[Column], leaves: list[tuple[LeafRole, str, Any]], flow: Callable[[], Flow]
    ) -> Column | None:
        """Return the bad tensor as a column.

        Args:
            columns: Those of the batch, which may have it already.
            leaves: Role, name and array of the batch's parts.
            flow: Returns the ops of the step, by which a tensor that was made of labels alone is told.
        """
        finding = self._finding
        if finding is None or self.output is None or any(self.output is column.leaf for column in columns):
            return None
        tensor = finding.tensor
        if tensor is not None and tensor.role in {"label", "feature"}:
            return None
        layer = (finding.layer or "").rpartition("/")[2]
        made = f"{finding.op} in {layer}" if finding.op and layer else finding.op
        name = (tensor.name if tensor is not None else None) or made or "output"
        role: Role = "label" if _made_of_labels(self.output, leaves, flow()) else "output"
        return column_of(name, role, self.output, Hints(), {"type": "finding", "name": "0"})


def _made_of_labels(value: Any, leaves: list[Leaf], flow: Flow) -> bool:
    """Whether ops made a tensor of labels and of constants alone."""
    labels = {getattr(leaf, "_id", -1) for role, _, leaf in leaves if role == "label"}
    features = {getattr(leaf, "_id", -1) for role, _, leaf in leaves if role != "label"}
    waiting, seen = [getattr(value, "_id", -1)], set()
    while waiting:
        identity = waiting.pop()
        if identity not in seen:
            seen.add(identity)
            op = flow.maker(identity)
            waiting += () if op is None else op.inputs
    return bool(seen & labels) and not seen & features


def _rows(value: Any) -> int | None:
    seen = view(value)
    return seen.shape[0] if seen is not None and seen.shape else None
