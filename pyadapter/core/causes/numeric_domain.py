"""Cause `numeric-domain`: an op was given values for which it has no finite result."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pyadapter.core.digest import short_count, short_number
from pyadapter.core.finding import Cause

if TYPE_CHECKING:
    from collections.abc import Callable

    from pyadapter.core.causes.facts import Facts, Value

# The natural logarithm of each dtype's largest value: where exp overflows.
_LARGEST_EXPONENT = {"float16": 11.09, "bfloat16": 88.72, "float32": 88.72, "float64": 709.78}


@dataclass(frozen=True)
class _Rule:
    """One op's domain.

    Attributes:
        input: Which input it is about.
        broken: Says in words how the input leaves the domain; empty when it does not.
        fix: Code, with `{x}` for the input's name.
        subject: What to call the input where the user has no name for it.
    """

    input: int
    broken: Callable[[Value], str]
    fix: str
    subject: str = ""


def find(facts: Facts) -> Cause | None:
    """Compare the inputs of an op with its domain.

    Where an infinity went in, which is no finding by itself, the op that made it is named.
    """
    op = facts.op or ""
    gradient = _gradient(facts)
    if gradient:
        return gradient
    for rule in _RULES.get(op, ()):
        if rule.input < len(facts.inputs):
            value = facts.inputs[rule.input]
            broken = rule.broken(value)
            if broken:
                name = value.name or rule.subject or f"input {rule.input} of {op}"
                fix = _fix_of_optimizer(facts) or (_division(facts) if rule in _DIVISOR else rule.fix)
                return _cause(f"{name} {broken}", fix, value)
    if op == "Pow":
        return _power(facts)
    if op == "Mean" and facts.inputs and facts.inputs[0].statistics and not facts.inputs[0].statistics.count:
        return _cause(
            "the mean of no values is NaN", "keras.ops.sum({x}) / keras.ops.maximum(n, 1)", facts.inputs[0]
        )
    return _infinity(facts) if facts.kind == "nan" else None


def _fix_of_optimizer(facts: Facts) -> str:
    """Return what keeps a Keras optimizer from dividing by zero; empty where the division is the user's."""
    if facts.phase != "optimizer" or not facts.in_library:
        return ""
    return f"keras.optimizers.{facts.optimizer or 'Adam'}(..., epsilon=1e-7)"


def _division(facts: Facts) -> str:
    """Write a division that stands zeros, with what the user calls its numerator where that has a name."""
    above = facts.inputs[0].name or ""
    if above.isidentifier() and (facts.inputs[1].name or "").isidentifier():
        return f"keras.ops.divide_no_nan({above}, {{x}})"
    return "keras.ops.where({x} == 0, 1.0, {x})  # as the divisor"


def _cause(sentence: str, fix: str, value: Value) -> Cause:
    # A variable keeps its spelling; "result of Sum" begins a sentence as any words do.
    named = value.name and " " not in value.name and sentence.startswith(value.name)
    return Cause(
        id="numeric-domain",
        message=f"{sentence if named else sentence[:1].upper() + sentence[1:]}.",
        fix=fix.format(x=value.name if value.name and value.name.isidentifier() else "x"),
    )


def _below(limit: float, op: str) -> Callable[[Value], str]:
    def broken(value: Value) -> str:
        if value.low is not None and value.low < limit:
            return f"reaches down to {short_number(value.low)}, and {op} is not defined below {limit:g}"
        if value.zeros and limit == 0:
            return f"holds {_zeros(value)}, where {op} is infinite"
        return ""

    return broken


def _negative(op: str) -> Callable[[Value], str]:
    def broken(value: Value) -> str:
        if value.low is not None and value.low < 0:
            return f"reaches down to {short_number(value.low)}, and {op} is not defined below 0"
        return ""

    return broken


def _zero(what: str) -> Callable[[Value], str]:
    return lambda value: f"holds {_zeros(value)}, and {what}" if value.zeros else ""


def _outside(low: float, high: float, op: str) -> Callable[[Value], str]:
    def broken(value: Value) -> str:
        if value.low is None or value.high is None or (low <= value.low and value.high <= high):
            return ""
        reach = f"runs from {short_number(value.low)} to {short_number(value.high)}"
        return f"{reach}, and {op} is defined from {low:g} to {high:g}"

    return broken


def _too_large(value: Value) -> str:
    limit = _LARGEST_EXPONENT.get(value.dtype, _LARGEST_EXPONENT["float32"])
    if value.high is not None and value.high > limit:
        return f"reaches {short_number(value.high)}, and exp overflows {value.dtype} above {limit:.4g}"
    return ""


def _masked(value: Value) -> str:
    if value.statistics and value.statistics.negative_inf:
        count = short_count(value.statistics.negative_inf)
        return f"holds {count} −Inf, and a row of nothing else has no softmax"
    return ""


def _zeros(value: Value) -> str:
    return "a zero" if value.zeros == 1 else f"{short_count(value.zeros)} zeros"


def _power(facts: Facts) -> Cause | None:
    if len(facts.inputs) != 2:  # noqa: PLR2004 - base and exponent
        return None
    base, exponent = facts.inputs
    if base.zeros and exponent.low is not None and exponent.low < 0:
        return _cause(
            f"{base.name or 'the base'} holds {_zeros(base)}, "
            f"and the exponent {short_number(exponent.low)} divides by it",
            "keras.ops.power(keras.ops.maximum({x}, 1e-7), p)",
            base,
        )
    fractional = exponent.low is not None and not float(exponent.low).is_integer()
    if base.low is not None and base.low < 0 and fractional:
        return _cause(
            f"{base.name or 'the base'} reaches down to {short_number(base.low)}, "
            f"which has no power {short_number(exponent.low or 0)}",
            "keras.ops.power(keras.ops.maximum({x}, 0.0), p)",
            base,
        )
    return None


def _gradient(facts: Facts) -> Cause | None:
    """Explain a gradient that is infinite at 0, where the forward op itself is defined or gives −Inf."""
    fix = FIX_OF_GRADIENT.get(facts.forward_op or "") if facts.phase == "backward" else None
    zero = next((value for value in facts.inputs if value.zeros and not value.inf), None)
    if not fix or not zero or any(value.nan for value in facts.inputs):
        return None
    name = zero.name or f"the input of {facts.forward_op}"
    # TensorFlow's documentation of tf.where: the gradient of the branch not taken is 0 × Inf, a NaN.
    return _cause(too_late(f"{name} holds {_zeros(zero)}", facts.forward_op or ""), fix, zero)


def too_late(zero: str, op: str) -> str:
    """Say why a `where` behind an op does not help: its gradient is 0 × Inf where it is not taken."""
    return f"{zero}, where the gradient of {op} is infinite; a `where` after it comes too late"


def guard_of(op: str, operand: str) -> str:
    """Return code that keeps an operand of an op away from where its gradient is infinite."""
    return FIX_OF_GRADIENT[op].format(x=operand)


def _infinity(facts: Facts) -> Cause | None:
    """Explain a NaN by an infinity that went in: Inf − Inf, 0 × Inf or Inf ÷ Inf."""
    for index, value in enumerate(facts.inputs):
        if not value.inf or value.nan or value.statistics is None:
            continue
        sign = "−Inf" if value.statistics.negative_inf else "+Inf"
        maker = f" from {value.made_by}" if value.made_by else ""
        name = value.name or f"input {index} of {facts.op}"
        fix = _FIX_OF_MAKER.get(value.made_by or "", "keras.ops.clip({x}, -1e9, 1e9)")
        return _cause(
            f"{name} holds {short_count(value.inf)} {sign}{maker}, "
            f"and {facts.op or 'this op'} makes NaN of it (0 × Inf, Inf − Inf)",
            fix,
            value,
        )
    return None


_LOG = "keras.ops.log(keras.ops.maximum({x}, 1e-7))"
_DIVIDE = "keras.ops.where({x} == 0, 1.0, {x})  # as the divisor"
_FIX_OF_MAKER = {
    "Log": "keras.ops.log(keras.ops.maximum(p, 1e-7))",
    "RealDiv": "keras.ops.where(b == 0, 1.0, b)  # as the divisor",
    "Reciprocal": "keras.ops.divide_no_nan(1.0, b)",
    "Exp": "keras.ops.exp(keras.ops.minimum(p, 80.0))",
}
FIX_OF_GRADIENT = {
    "Log": _LOG,
    "Sqrt": "keras.ops.sqrt(keras.ops.maximum({x}, 1e-7))",
    "Rsqrt": "keras.ops.rsqrt(keras.ops.maximum({x}, 1e-7))",
    "Pow": "keras.ops.power(keras.ops.maximum({x}, 1e-7), p)",
    "RealDiv": _DIVIDE,
    "Reciprocal": "keras.ops.divide_no_nan(1.0, {x})",
}
_EXP = _Rule(0, _too_large, "keras.ops.exp(keras.ops.minimum({x}, 80.0))")
_DIVISOR = (_Rule(1, _zero("0 ÷ 0 is NaN, anything else ÷ 0 infinite"), _DIVIDE),)
_RECIPROCAL = (_Rule(0, _zero("1 ÷ 0 is infinite"), "keras.ops.divide_no_nan(1.0, {x})"),)
_SOFTMAX = (_Rule(0, _masked, "keras.ops.where(mask, {x}, -1e9)  # instead of -inf"),)
# The derivative of the square root at 0 is infinite; input 0 is the root itself.
_ROOT_GRADIENT = (
    _Rule(0, _zero("its gradient there is infinite"), "keras.ops.sqrt({x} + 1e-7)", "the square root"),
)
_RULES: dict[str, tuple[_Rule, ...]] = {
    "Log": (_Rule(0, _below(0, "log"), _LOG),),
    "Log1p": (_Rule(0, _below(-1, "log1p"), "keras.ops.log1p(keras.ops.maximum({x}, -1 + 1e-7))"),),
    "Sqrt": (_Rule(0, _negative("sqrt"), "keras.ops.sqrt(keras.ops.maximum({x}, 0.0))"),),
    "Rsqrt": (_Rule(0, _below(0, "1 ÷ sqrt"), "keras.ops.rsqrt(keras.ops.maximum({x}, 1e-7))"),),
    "RealDiv": _DIVISOR,
    "Div": _DIVISOR,
    "Reciprocal": _RECIPROCAL,
    "Inv": _RECIPROCAL,
    "Exp": (_EXP,),
    "Expm1": (_EXP,),
    "Acos": (_Rule(0, _outside(-1, 1, "arccos"), "keras.ops.arccos(keras.ops.clip({x}, -1.0, 1.0))"),),
    "Asin": (_Rule(0, _outside(-1, 1, "arcsin"), "keras.ops.arcsin(keras.ops.clip({x}, -1.0, 1.0))"),),
    "Acosh": (_Rule(0, _outside(1, math.inf, "arccosh"), "keras.ops.arccosh(keras.ops.maximum({x}, 1.0))"),),
    "Atanh": (_Rule(0, _outside(-1, 1, "arctanh"), "keras.ops.arctanh(keras.ops.clip({x}, -0.999, 0.999))"),),
    "Softmax": _SOFTMAX,
    "LogSoftmax": _SOFTMAX,
    "SqrtGrad": _ROOT_GRADIENT,
    "RsqrtGrad": _ROOT_GRADIENT,
}
