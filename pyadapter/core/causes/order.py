"""The order of causes that are equally sure: what comes first in the chain from data to numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pyadapter.core.finding import Cause

_CHAIN = (
    # Data and labels that nothing can be learned from.
    "nan-in-data", "labels-in-inputs", "constant-input", "constant-labels", "label-out-of-range",
    "sorted-split", "batch-axis", "channel-order",
    # What is compared with what.
    "target-rank", "missing-flatten", "wrong-axis", "incompatible-shapes", "index-out-of-range",
    "loss-for-task", "logits-probabilities", "loss-activation-mismatch", "output-activation",
    # What cannot be trained, whatever the numbers are.
    "forward-outside-tape", "non-differentiable", "frozen-variables", "linear-stack",
    # The scale of what goes in and comes out, and then that of what is in between.
    "unscaled-target", "unscaled-input", "weight-init", "saturating-stack", "dropout-high",
    # The pace. Units that died are what is left of one that was too fast.
    "learning-rate-high", "learning-rate-low", "learning-rate-default", "dead-relu",
    # What overflows in the end.
    "float16-overflow", "epsilon-underflow", "numeric-domain", "out-of-memory",
)  # fmt: skip
_PLACES = {name: place for place, name in enumerate(_CHAIN)}
_SURE = ("certain", "likely", "possible")


def sureness(cause: Cause) -> int:
    """Return 0 for the surest."""
    return _SURE.index(cause.confidence)


def place(cause: Cause) -> int:
    """Return where in the chain a cause stands; one that is not listed stands before the pace of learning."""
    return _PLACES.get(cause.id, _PLACES["learning-rate-high"])
