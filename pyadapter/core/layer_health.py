"""How a layer is doing, in a few words and a number to sort by: where to look first, not what stops a run.

Most thresholds are those of published tools, without the patience that the detectors have: a table may point
at something that is over a step later.
"""

from __future__ import annotations

import math
import statistics
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from pyadapter.core.detectors.units import SATURATED_SHARE
from pyadapter.core.digest import short_number

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pyadapter.core.numbers import Array
    from pyadapter.core.statistics import Statistics

Column = Literal["nonFinite", "zeros", "standardDeviation", "weightNorm", "gradientNorm", "updateRatio"]

ZEROS = 0.9
"""Share of zeros in an output. AUTOTRAINER's dead ReLU is 0.7 of a layer's units; behind a ReLU and a pooling
healthy networks reach 0.8 of their values (measured)."""

GROWTH = 70.0
"""Gradient norm divided by the layer's own median that is called exploding (AUTOTRAINER)."""

FALL = 1e-4
"""The same for vanishing; that of `detectors.gradient_vanishing`."""

TINY = 1e-7
"""Root of the mean square of a gradient that is called vanishing (SageMaker: mean of |g| below 1e-7)."""

ENOUGH = 5
"""Earlier norms that make a median. Ours: the first updates of a training are not like those that follow."""

LARGE = 0.1
"""Norm of an update divided by that of the weights (TheDeepChecker: up to 0.1 is well)."""

SMALL = 1e-5
"""The same (TheDeepChecker: 1e-4 is usual, of which this is a tenth, as fine-tuning is slower)."""

_ENDS = {"tanh": (-0.9999, 0.9999), "sigmoid": (5e-5, 1 - 5e-5)}
"""Where an activation passes on less than 0.02 % of a gradient: `detectors.units.ENDS` as outputs."""


@dataclass(frozen=True)
class LayerState:
    """What is known of a layer; None where it is not known.

    Attributes:
        output: What its output is like.
        pinned: Share of the output at the ends of its activation.
        weight_norm: Norm of its own weights.
        gradient_norm: Norm of their gradients.
        earlier: Gradient norms of earlier steps, the oldest first.
        parameters: Numbers that these gradients are of.
        update_ratio: Norm of the last update divided by that of the weights.
        missing: Whether gradients were taken of other layers, and none of this one's trainable weights.
    """

    output: Statistics | None = None
    pinned: float | None = None
    weight_norm: float | None = None
    gradient_norm: float | None = None
    earlier: Sequence[float] = ()
    parameters: int = 0
    update_ratio: float | None = None
    missing: bool = False


@dataclass(frozen=True)
class LayerHealth:
    """A verdict.

    Attributes:
        badness: 0 is fine; the whole part says how grave the worst is, tenths how much else there is.
        why: What is odd, the worst first; empty when nothing is.
        odd: The numbers that this is about.
    """

    badness: float = 0.0
    why: str = ""
    odd: tuple[Column, ...] = ()


def judge(state: LayerState) -> LayerHealth:
    """Say how a layer is doing."""
    found = sorted(
        (*_of_output(state), *_of_gradients(state), *_of_weights(state)), key=lambda each: -each[0]
    )
    if not found:
        return LayerHealth()
    odd = tuple(dict.fromkeys(column for _, column, _ in found))
    more = 0.1 * min(len(found) - 1, 9)
    return LayerHealth(found[0][0] + more, "; ".join(text for *_, text in found), odd)


def pinned_share(values: Array, activation: str) -> float | None:
    """Return the share of values at the ends of an activation.

    Args:
        values: Some of a layer's outputs, floats.
        activation: Name of the function that made them.

    Returns:
        None for other activations than tanh and sigmoid, and for no values.
    """
    ends = _ENDS.get(activation)
    if ends is None or not values.size:
        return None
    low, high = ends
    return float(np.count_nonzero((values < low) | (values > high))) / values.size


def sign_agreement(one: Array, other: Array) -> float | None:
    """Return the share of places where two arrays have the same sign; NaN agrees with nothing.

    Args:
        one: Floats.
        other: Floats of the same shape.

    Returns:
        0 to 1; None for other shapes, and for no values.
    """
    if one.shape != other.shape or not one.size:
        return None
    signs: Any = np.sign(one) == np.sign(other)
    return float(np.count_nonzero(signs)) / one.size


_Odd = tuple[int, Column, str]


def _of_output(state: LayerState) -> Iterator[_Odd]:
    output = state.output
    if output is None or not output.counted:
        return
    bad = output.nan + output.positive_inf + output.negative_inf
    if bad:
        names = [
            name for name, count in (("NaN", output.nan), ("Inf", bad - output.nan)) if count
        ]  # in the order in which they are told everywhere
        yield 6, "nonFinite", f"{' and '.join(names)} in its output"
    elif output.zeros >= ZEROS * output.counted and output.counted > 1:
        everything = output.zeros == output.counted
        yield 3, "zeros", "only zeros" if everything else f"{_percent(output.zeros / output.counted)} zeros"
    elif output.standard_deviation == 0 and output.counted > 1:
        yield 2, "standardDeviation", "the same value everywhere"
    if state.pinned is not None and state.pinned > SATURATED_SHARE:
        yield 3, "standardDeviation", f"{_percent(state.pinned)} saturated"


def _of_gradients(state: LayerState) -> Iterator[_Odd]:
    norm = state.gradient_norm
    if state.missing:
        yield 4, "gradientNorm", "no gradient reaches it"
    if norm is None:
        return
    known = [value for value in state.earlier if math.isfinite(value)]
    usual = statistics.median(known) if len(known) >= ENOUGH else 0.0
    if not math.isfinite(norm):
        yield 5, "gradientNorm", "gradient not finite"
    elif norm == 0:
        yield 3, "gradientNorm", "gradient is zero"
    elif usual > 0 and norm >= GROWTH * usual:
        yield 4, "gradientNorm", f"gradient {_short(norm / usual)}× its median"
    elif norm < TINY * math.sqrt(state.parameters) or norm <= FALL * usual:
        yield 3, "gradientNorm", "gradient has vanished"


def _of_weights(state: LayerState) -> Iterator[_Odd]:
    if state.weight_norm is not None and not math.isfinite(state.weight_norm):
        yield 5, "weightNorm", "weights not finite"
    ratio = state.update_ratio
    if ratio is None:
        return
    if not math.isfinite(ratio):
        yield 5, "updateRatio", "update not finite"
    elif ratio == 0:
        yield 2, "updateRatio", "update changed nothing"
    elif ratio > LARGE:
        yield 2, "updateRatio", f"update {_short(ratio)} of weights"
    elif ratio < SMALL:
        yield 1, "updateRatio", f"update only {_short(ratio)} of weights"


def _short(number: float) -> str:
    rounded = float(f"{number:.2g}")  # the largest numbers are rounded to infinity
    return short_number(rounded) if math.isfinite(rounded) else "∞"


def _percent(share: float) -> str:
    return f"{min(share, 0.99):.0%}" if share < 1 else "100%"
