"""From the facts of a finding to its causes."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from pyadapter.core.causes import (
    batch_axis,
    channel_order,
    course,
    epsilon_underflow,
    float16_overflow,
    forward_outside_tape,
    incompatible_shapes,
    label_out_of_range,
    labels_in_inputs,
    learning_rate_high,
    missing_flatten,
    nan_in_data,
    non_differentiable,
    numeric_domain,
    overflow,
    target_rank,
    text_in_data,
    wrong_axis,
)
from pyadapter.core.causes.asking import asked, raise_it
from pyadapter.core.causes.check import check
from pyadapter.core.causes.order import place, sureness

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from collections.abc import Set as AbstractSet

    from pyadapter.core.causes.facts import Facts
    from pyadapter.core.finding import Cause
    from pyadapter.core.setup import Setup

_CAUSES = (
    nan_in_data.find,
    label_out_of_range.find,
    labels_in_inputs.find,
    target_rank.find,
    learning_rate_high.find,
    float16_overflow.find,
    epsilon_underflow.find,
    numeric_domain.find,
    wrong_axis.find,
    channel_order.find,
    batch_axis.find,
    missing_flatten.find,
    incompatible_shapes.find,
    forward_outside_tape.find,
    non_differentiable.find,
    text_in_data.find,
)

_EACH = tuple(lambda facts, find=find: (find(facts),) for find in _CAUSES)

_RUNAWAY = "learning-rate-high"
_SYMPTOMATIC = frozenset({"dead-relu", "saturating-stack"})
"""What is measured of units may follow from what a rule says of the set-up."""

_DRIVES_IT = frozenset({
    "unscaled-input", "unscaled-target", "loss-activation-mismatch", "logits-probabilities",
    "output-activation", "loss-for-task", "label-out-of-range",
})  # fmt: skip
"""Causes for which a training runs away at a learning rate that is usual."""


_BORN = frozenset({"nan-in-data", "epsilon-underflow", "float16-overflow", "numeric-domain"})
"""Causes that say by arithmetic how a line of the user's made a value that is not finite."""


def diagnose(facts: Facts, failed: Callable[[Exception], None] = raise_it) -> tuple[Cause, ...]:
    """Explain a finding.

    Args:
        facts: The finding, and what is known of the training.
        failed: Is told of rules that raise.

    Returns:
        The causes whose evidence is in the facts, the surest first; none where there is no evidence.
    """
    measured = [cause for cause in asked(_EACH, facts, failed) if cause]
    if facts.setup is not None:
        measured += course.find(facts.setup, facts.kind)
    found = measured + ([] if facts.setup is None else _of_the_setup(facts, facts.setup, failed))
    if not found:
        large = overflow.find(facts)
        if large is None:
            return () if facts.setup is None else tuple(course.possible(facts.setup, facts.kind))
        return (large,)
    return _ranked(found, {cause.id for cause in measured if cause.confidence != "possible"}, facts)


def _ranked(causes: Sequence[Cause], measured: AbstractSet[str], facts: Facts) -> tuple[Cause, ...]:
    """Put causes in order, each once.

    The surest come first; of those that are likely what was measured comes before what only a rule says; and
    of those that are left, what is earlier in the chain from data to numbers explains what follows.
    """
    merged: dict[str, Cause] = {}
    for cause in causes:
        known = merged.get(cause.id)
        merged[cause.id] = cause if known is None else _joined(known, cause)
    usual = facts.setup is not None and course.is_usual(facts.setup.optimizer)
    driven = usual and not _DRIVES_IT.isdisjoint(merged)
    # Of a training that runs away the op that overflows in the end is a symptom.
    proved = facts.kind in {"nan", "inf"} and not facts.in_library and not learning_rate_high.find(facts)

    def key(cause: Cause) -> tuple[float, int]:
        sure = float(sureness(cause))
        if proved and cause.id in _BORN:
            return (-1.0, place(cause))
        if driven and cause.id == _RUNAWAY:  # its rate is usual: something else drives it away
            sure = max(sure, 1) + 0.5
        elif cause.id in measured - _SYMPTOMATIC:
            sure -= 0.5
        return (sure, place(cause))

    return tuple(sorted(merged.values(), key=key))


def _joined(known: Cause, another: Cause) -> Cause:
    """Join two that name the same cause: the better place and code, the higher confidence."""
    better = another if known.location is None or known.confidence == "possible" else known
    sure = min(known, another, key=sureness).confidence
    return replace(better, confidence=sure, location=better.location or known.location or another.location)


def _of_the_setup(facts: Facts, setup: Setup, failed: Callable[[Exception], None]) -> list[Cause]:
    return [
        diagnosis.cause
        for diagnosis in check(setup, failed)
        if not diagnosis.remark and (facts.kind == diagnosis.kind or facts.kind in diagnosis.explains)
    ]
