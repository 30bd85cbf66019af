"""Diagnoses: what the rules over model, loss and data together say at a call of `fit`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pyadapter.core.causes.check import check
from pyadapter.probe.setup import Gathered, gather

if TYPE_CHECKING:
    from pyadapter.core.causes.diagnosis import Diagnosis
    from pyadapter.probe.trials.interception import Call

OF_DATA = frozenset({
    "batch-axis", "channel-order", "constant-labels", "label-out-of-range", "labels-in-inputs",
    "logits-probabilities", "loss-activation-mismatch", "loss-for-task", "missing-flatten", "nan-in-data",
    "output-activation", "sorted-split", "target-rank", "unscaled-input", "unscaled-target",
})  # fmt: skip
"""Causes that the data, or its meeting with the loss, is a part of."""


def diagnoses_of(call: Call, batch: Any, compared: list[tuple[Any, Any, Any]]) -> tuple[Diagnosis, ...]:
    """Judge the set-up.

    Args:
        call: The call of `fit`.
        batch: The first one.
        compared: Loss, labels and predictions of each output.
    """
    weighted = isinstance(batch, (tuple, list)) and len(batch) == 3  # noqa: PLR2004 -- x, y, sample_weight
    calls: list[Any] = [(loss, labels, made, None, weighted) for loss, labels, made in compared]
    seen = Gathered(model=call.model, arguments=call.given, fit=call.location, batch=batch, calls=calls)
    return tuple(
        found for found in check(gather(seen)) if found.cause.id in OF_DATA and found.severity == "finding"
    )
