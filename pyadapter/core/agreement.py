"""Whether a step that ran both compiled and eagerly gave the same numbers, but for rounding."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pyadapter.core.sentinel import Reading

TOLERANCE = 1e-3
"""Relative difference of losses and gradient norms that rounding explains in float32. Ours: fused kernels and
other orders of sums stayed below 2e-5 in the models of tests/probe/test_replay_exact.py, other random numbers
gave 1e-2 and more."""

HALF_TOLERANCE = 5e-2
"""The same where layers compute with 8 or 11 bits: 2⁻⁸ a rounding, a few of them in a row."""

_NOISE = 1e-6
"""Differences of this size are rounding however small the numbers are."""


def agree(one: Reading, other: Reading, tolerance: float = TOLERANCE) -> bool:
    """Whether two readings of a step are the same but for rounding; any non-finite number is as any other."""
    pairs = []
    if len(one.norms) == len(other.norms):  # a gradient inside a `tf.cond` is seen eagerly only
        pairs.append((one.gradient_norm, other.gradient_norm))
    if one.loss is not None and other.loss is not None:
        pairs.append((one.loss, other.loss))
    return all(_close(first, second, tolerance) for first, second in pairs)


def in_words(reading: Reading) -> str:
    """Tell a reading: `loss 0.53, gradient norm 1.2`."""
    loss = "" if reading.loss is None else f"loss {reading.loss:.6g}"
    norm = f"gradient norm {reading.gradient_norm:.6g}" if len(reading.norms) else ""
    return ", ".join(part for part in (loss, norm) if part) or "nothing that can be read"


def _close(first: float, second: float, tolerance: float) -> bool:
    if not (math.isfinite(first) and math.isfinite(second)):
        return math.isfinite(first) == math.isfinite(second)
    return abs(first - second) <= tolerance * max(abs(first), abs(second)) + _NOISE
