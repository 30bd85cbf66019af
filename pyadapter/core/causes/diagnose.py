"""From the facts of a finding to its causes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyadapter.core.causes import (
    float16_overflow,
    label_out_of_range,
    labels_in_inputs,
    learning_rate_high,
    nan_in_data,
    numeric_domain,
    overflow,
    target_rank,
    wrong_axis,
)
from pyadapter.core.causes.check import check

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pyadapter.core.causes.facts import Facts
    from pyadapter.core.finding import Cause

# The likeliest first: what is wrong before the model sees it explains all that follows, and a training that
# runs away drives healthy code out of its domain.
_CAUSES = (
    nan_in_data.find,
    label_out_of_range.find,
    labels_in_inputs.find,
    target_rank.find,
    learning_rate_high.find,
    float16_overflow.find,
    numeric_domain.find,
    wrong_axis.find,
)

_SURE = ("certain", "likely", "possible")


def diagnose(facts: Facts) -> tuple[Cause, ...]:
    """Explain a finding.

    Returns:
        The causes whose evidence is in the facts, the surest first; none where there is no evidence.
    """
    found = [cause for cause in (find(facts) for find in _CAUSES) if cause]
    found += _of_the_setup(facts)
    if not found:
        large = overflow.find(facts)
        return (large,) if large else ()
    found.sort(key=lambda cause: _SURE.index(cause.confidence))
    return tuple(_distinct(found))


def _of_the_setup(facts: Facts) -> list[Cause]:
    if facts.setup is None:
        return []
    return [
        diagnosis.cause
        for diagnosis in check(facts.setup)
        if facts.kind == diagnosis.kind or facts.kind in diagnosis.explains
    ]


def _distinct(causes: Iterable[Cause]) -> list[Cause]:
    """Leave out what names a cause a second time."""
    first: dict[str, Cause] = {}
    for cause in causes:
        first.setdefault(cause.id, cause)
    return list(first.values())
