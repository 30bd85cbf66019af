"""What a fault of the set-up shows: the tensor that it is about, and the guilty rows of the first batch."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pyadapter.core.detectors.label_range import judge_labels
from pyadapter.probe.watch.batches import batch_leaves
from pyadapter.probe.watch.labels import built_in, column_of
from pyadapter.probe.watch.origins import Exhibit
from pyadapter.probe.watch.values import bad_health, numbers

if TYPE_CHECKING:
    from pyadapter.core.finding import Kind
    from pyadapter.probe.setup import Gathered

_BAD = frozenset({"nan", "inf"})
_ROLES = {"input-range": "feature", "label-out-of-range": "label", "dtype": "label"}


def exhibit(seen: Gathered, kind: Kind) -> tuple[Any, str | None, Any]:
    """Return the tensor that a symptom is about, what it is called, and its role."""
    if kind == "output-range" and seen.calls:
        return seen.calls[-1][2], "y_pred", "output"
    wanted = _ROLES.get(kind)
    for role, name, leaf in batch_leaves(seen.batch):
        if role == wanted or (kind in _BAD and bad_health(leaf) is not None):
            return leaf, name, role
    return None, None, "feature" if kind in _BAD else "output"


def beside(seen: Gathered, kind: Kind) -> tuple[Exhibit, ...]:
    """Return what predictions are compared with."""
    if kind != "output-range" or not seen.calls:
        return ()
    y_true = seen.calls[-1][1]
    return (Exhibit(y_true, column_of(seen.batch, y_true) or "y_true", "label"),)


def guilty_rows(seen: Gathered, kind: Kind) -> tuple[int, ...] | None:
    """Return the rows of the first batch whose labels the loss cannot take; None to look for bad values."""
    if kind in _BAD:
        return None
    if kind != "label-out-of-range" or not seen.calls:
        return ()
    loss, y_true, y_pred, *_ = seen.calls[-1]
    labels, shape = numbers(y_true), tuple(y_pred.shape)
    if labels is None or not shape:
        return ()
    verdict = judge_labels(built_in(loss) or "", labels, classes=int(shape[-1]))
    return () if verdict is None else verdict.rows
