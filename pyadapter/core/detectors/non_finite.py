"""The first value that is not finite: which op's output is a finding, and which is only passed on or meant.

The rules come from 47 training workloads (fault catalogue, field guide section 5): a NaN is explained by a
NaN that went in; an overflow to +Inf is explained by anything not finite that went in; a lone −Inf is how
masks, CTC and log-probabilities say "impossible"; scaled gradients overflow on purpose.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from pyadapter.core.detectors.skipped_ops import IGNORED_OUTPUTS, SKIPPED_OPS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pyadapter.core.finding import Kind, Phase
    from pyadapter.core.health import Health

__all__ = [
    "IGNORED_OUTPUTS",
    "SKIPPED_OPS",
    "Ingredient",
    "Source",
    "Verdict",
    "attribute",
    "judge",
    "judge_source",
    "judge_value",
]

Source = Literal["op", "feature", "label", "weight", "other"]
"""Where a value comes from: an op whose output was looked at, the batch, a trainable weight, or none of these
(a constant, a metric's or the user's own variable, an array, an op nobody saw)."""


@dataclass(frozen=True)
class Ingredient:
    """One input of an op, as far as its badness is concerned.

    Attributes:
        health: Its counts.
        source: Who made it.
        known: Whether its badness was seen before: the op that made it was judged, or it was reported.
    """

    health: Health
    source: Source = "op"
    known: bool = False


@dataclass(frozen=True)
class Verdict:
    """A finding.

    Attributes:
        kind: The symptom.
        culprit: Which input brought it in without any op having made it; None when the op itself did.
    """

    kind: Kind
    culprit: int | None = None


def judge(
    op_type: str,
    inputs: Sequence[Health | None],
    output: Health,
    *,
    phase: Phase,
    loss_scaled: bool = False,
) -> Kind | None:
    """Decide whether an op made a non-finite value out of inputs that do not explain it.

    Args:
        op_type: TensorFlow's name of the op.
        inputs: Health of each input; None where it has no numbers or is not known.
        output: Health of the output.
        phase: The part of the training step.
        loss_scaled: Whether a loss scale is at work (mixed_float16).

    Returns:
        The symptom, or None when the output is healthy, explained or meant.
    """
    if not output.bad or op_type in SKIPPED_OPS or (loss_scaled and phase == "backward"):
        return None
    if output.nan:
        return None if any(health and health.nan for health in inputs) else "nan"
    if output.positive_inf:
        return None if any(health and health.bad for health in inputs) else "inf"
    return None


def judge_value(value: Health) -> Kind | None:
    """Judge a loss, a gradient or a trainable weight: none of them has a reason to be infinite."""
    if value.nan:
        return "nan"
    return "inf" if value.inf else None


def judge_source(value: Health, source: Source) -> Kind | None:
    """Judge a value that no op made.

    NaN is always a finding. +Inf is one in the batch and in a weight, −Inf in a weight alone: a batch can
    bring its own mask, and a variable of the user's may start at infinity, as a best loss so far does.
    """
    if value.nan:
        return "nan"
    if source == "weight" and value.inf:
        return "inf"
    if source in ("feature", "label") and value.positive_inf:
        return "inf"
    return None


def attribute(
    op_type: str,
    inputs: Sequence[Ingredient | None],
    output: Health,
    *,
    phase: Phase,
    loss_scaled: bool = False,
) -> Verdict | None:
    """Decide who is to blame when an op that is checked has a bad output or a bad input.

    Ops in `SKIPPED_OPS` are not looked at, so a bad value can arrive here through them: from the batch, a
    loaded weight or a constant. Nobody made it, and nobody has reported it: it is a finding, too.

    Args:
        op_type: TensorFlow's name of the op.
        inputs: Its inputs; None where one has no numbers.
        output: Health of the output.
        phase: The part of the training step.
        loss_scaled: Whether a loss scale is at work (mixed_float16).

    Returns:
        The verdict, or None when nothing new is wrong.
    """
    if loss_scaled and phase == "backward":
        return None
    for index, ingredient in enumerate(inputs):
        if ingredient is None or ingredient.known or ingredient.source == "op":
            continue
        kind = judge_source(ingredient.health, ingredient.source)
        if kind:
            return Verdict(kind, index)
    healths = [ingredient.health if ingredient else None for ingredient in inputs]
    kind = judge(op_type, healths, output, phase=phase, loss_scaled=loss_scaled)
    return Verdict(kind) if kind else None
