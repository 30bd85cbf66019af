"""Cause `numeric-domain`, the last resort: values so large that arithmetic on them overflows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyadapter.core.digest import short_number
from pyadapter.core.finding import Cause

if TYPE_CHECKING:
    from pyadapter.core.causes.facts import Facts, Value

_LARGEST = {"float16": 65504.0, "bfloat16": 3.39e38, "float32": 3.4028235e38, "float64": 1.797e308}
_PRODUCTS = frozenset(
    {"BatchMatMul", "BatchMatMulV2", "BatchMatMulV3", "Conv2D", "Conv3D", "Einsum", "MatMul", "Mul"}
)
_SQUARES = frozenset({"L2Loss", "Square", "SquaredDifference"})
_SUMS = frozenset({"Add", "AddN", "AddV2", "BiasAdd", "Mean", "Sub", "Sum"})
_TERMS = 1e4
"""A sum of so many terms is what can stand between the largest product and the end of the range."""


def find(facts: Facts) -> Cause | None:
    """Compare the largest inputs of a product, a square or a sum with the end of the dtype's range."""
    op = facts.op or ""
    # What a sum is over is an input, too.
    inputs = facts.inputs[:1] if op in {"Mean", "Sum"} else facts.inputs
    peaks = [_peak(value) for value in inputs if value.high is not None]
    if not peaks or any(value.nan or value.inf for value in facts.inputs):
        return None
    limit = _LARGEST.get(facts.inputs[0].dtype)
    if limit is None:
        return None
    if op in _PRODUCTS and len(peaks) > 1:
        reached = peaks[0] * (peaks[1] * (_TERMS / limit)) >= 1
    elif op in _SQUARES:
        reached = max(peaks) * (max(peaks) * (_TERMS / limit)) >= 1
    else:
        reached = op in _SUMS and max(peaks) * (_TERMS / limit) >= 1
    if not reached:
        return None
    sizes = " and ".join(short_number(peak) for peak in peaks[:2])
    dtype = facts.inputs[0].dtype
    return Cause(
        id="numeric-domain",
        message=f"{op} of values up to {sizes} leaves {dtype}, which ends at {short_number(limit)}.",
        fix=f"keras.optimizers.{facts.optimizer or 'Adam'}(..., clipnorm=1.0)  # keeps weights from growing",
    )


def _peak(value: Value) -> float:
    return max(abs(value.low or 0.0), abs(value.high or 0.0))
