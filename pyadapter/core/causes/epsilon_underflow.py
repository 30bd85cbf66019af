"""Cause `epsilon-underflow`: a small number that was to keep a value from zero is lost in its dtype."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyadapter.core.finding import Cause

if TYPE_CHECKING:
    from pyadapter.core.causes.facts import Facts

_SMALLEST = {"float16": 5.96e-8, "bfloat16": 1.18e-38, "float32": 1.18e-38}
"""Smallest number of each dtype: the subnormal one of float16, the normal one of the others, as devices flush
what is below to zero."""

_SPACING = {"float16": 9.77e-4, "bfloat16": 7.81e-3, "float32": 1.19e-7, "float64": 2.22e-16}
"""Distance from 1 to the next number (IEEE 754)."""

_ENOUGH = {"float16": "1e-3", "bfloat16": "1e-2", "float32": "1e-7", "float64": "1e-15"}
_KEPT = {"float16": "1e-4", "bfloat16": "1e-7", "float32": "1e-7", "float64": "1e-15"}
_HALF = 0.5
_USUAL = "float32"
"""Keras's own dtype, of values of which only the statistics are left."""

_OPS = frozenset({
    "Div", "Inv", "Log", "Log1p", "Pow", "RealDiv", "Reciprocal", "Rsqrt", "RsqrtGrad", "Sqrt", "SqrtGrad",
})  # fmt: skip


def find(facts: Facts) -> Cause | None:
    """Look for a small literal in the user's code around an op that was given an exact zero.

    A literal is lost where the dtype has no number as small, or where it is added to or taken from 1 and is
    less than half the distance from 1 to the next number.
    """
    zero = next((value for value in facts.inputs if value.zeros), None)
    if facts.op not in _OPS and facts.forward_op not in _OPS:
        return None
    if zero is None or (zero.dtype or _USUAL) not in _SPACING:
        return None
    dtype = zero.dtype or _USUAL
    for literal in facts.literals:
        if literal.value < _HALF * _SMALLEST.get(dtype, 0.0):
            said = f"{literal.value:g} is 0 in {dtype}, whose smallest number is {_SMALLEST[dtype]:g}"
            enough = _KEPT[dtype]
        elif literal.at_one and literal.value < _HALF * _SPACING[dtype]:
            said = f"1 ± {literal.value:g} is 1 in {dtype}, where numbers at 1 are {_SPACING[dtype]:g} apart"
            enough = _ENOUGH[dtype]
        else:
            continue
        fix = f"{enough}  # instead of {literal.value:g}"
        return Cause("epsilon-underflow", f"{said}.", fix, literal.location, "certain")
    return None
