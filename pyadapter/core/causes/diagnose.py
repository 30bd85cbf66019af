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

if TYPE_CHECKING:
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


def diagnose(facts: Facts) -> tuple[Cause, ...]:
    """Explain a finding.

    Returns:
        The causes whose evidence is in the facts, the likeliest first; none where there is no evidence.
    """
    causes = tuple(cause for cause in (find(facts) for find in _CAUSES) if cause)
    if causes:
        return causes
    large = overflow.find(facts)
    return (large,) if large else ()
