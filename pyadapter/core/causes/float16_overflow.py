"""Cause `float16-overflow`: a value beyond what float16 can hold."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyadapter.core.digest import short_number
from pyadapter.core.finding import Cause

if TYPE_CHECKING:
    from pyadapter.core.causes.facts import Facts

LARGEST = 65504
"""Largest finite float16 (IEEE 754 binary16)."""


def find(facts: Facts) -> Cause | None:
    """Look for a float16 result with +Inf (or NaN of one) made of finite values."""
    output = facts.output
    if output is None or output.dtype != "float16" or output.statistics is None:
        return None
    overflowed = output.statistics.positive_inf or any(value.inf for value in facts.inputs)
    if not overflowed or any(value.nan for value in facts.inputs) or _divides_by_zero(facts):
        return None
    peaks = [
        max(abs(value.low or 0), abs(value.high or 0)) for value in facts.inputs if value.high is not None
    ]
    given = f" of values up to {short_number(max(peaks))}" if peaks else ""
    what = f"{facts.op}{given}" if facts.op else "this result"
    return Cause(
        id="float16-overflow",
        message=f"float16 ends at {LARGEST}, and {what} is beyond it.",
        fix='keras.mixed_precision.set_global_policy("mixed_bfloat16")  # range of float32',
    )


def _divides_by_zero(facts: Facts) -> bool:
    divisors = facts.inputs[1:2] if facts.op in ("RealDiv", "Div") else ()
    if facts.op in ("Reciprocal", "Inv", "Rsqrt"):
        divisors = facts.inputs[:1]
    return any(value.zeros for value in divisors)
