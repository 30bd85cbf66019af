"""Comparing: whether a network was worth its training, beside answers that need none."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from pyadapter.core.digest import short_number

if TYPE_CHECKING:
    from collections.abc import Sequence

ALIKE = 0.01
"""Losses that differ by less are alike. Ours: what rounding and dropout of one epoch move."""

CLEARLY = 0.05
"""How much larger than a linear model's a loss must be to be worse. Ours."""

ERRORS = 2.0
"""Standard errors that shares must differ by: one in twenty by chance."""

Kind = Literal["better", "worse-than-constant", "no-better-than-constant", "worse-than-linear", "not-finite"]


@dataclass(frozen=True)
class Score:
    """How good somebody's answers are.

    Attributes:
        name: Whose.
        loss: The model's own.
        numbers: The model's own metrics.
        right: Share of labels that are named right; None where labels are no classes.
        constant: Whether the answers are the same for every row.
    """

    name: str
    loss: float
    numbers: dict[str, float] = field(default_factory=dict)
    right: float | None = None
    constant: bool = False


def compare(network: Score, others: Sequence[Score], labels: int) -> tuple[Kind, str]:
    """Say whether a network was worth its training.

    Args:
        network: Its score.
        others: Those of baselines, at least one of them constant.
        labels: How many the shares are of.

    Returns:
        The verdict, and a sentence with the numbers.
    """
    if not math.isfinite(network.loss):
        return "not-finite", "Your network's loss is not finite: `keras-debug run` finds where that begins."
    answered = [each for each in others if each.constant and math.isfinite(each.loss)]
    if not answered:
        return "not-finite", "Even a constant answer has no finite loss: look at the labels, and at weights."
    constant = min(answered, key=lambda each: each.loss)
    said = f"{constant.name}: {_against(network, constant)}"
    if _worse(network, constant, labels, ALIKE):
        return "worse-than-constant", f"Your network is worse than {said}."
    if not _better(network, constant, labels):
        chance = f", which may be chance in {labels} labels" if _more_right(network, constant) else ""
        return "no-better-than-constant", f"Your network is no better than {said}{chance}."
    fitted = [each for each in others if not each.constant and math.isfinite(each.loss)]
    for other in fitted:
        if _worse(network, other, labels, CLEARLY):
            worse = f"Your network is worse than {other.name}: {_against(network, other)}."
            return "worse-than-linear", worse
    equal = next((other for other in fitted if not _better(network, other, labels)), None)
    more = "" if equal is None else f" It is no better than {equal.name}: {_against(network, equal)}."
    return "better", f"Your network beats {said}.{more}"


def _worse(one: Score, other: Score, rows: int, margin: float) -> bool:
    lost = one.loss > other.loss + margin * abs(other.loss)
    if one.right is None or other.right is None:
        return lost
    return lost and one.right < other.right - ERRORS * _error(other.right, rows)


def _better(one: Score, other: Score, rows: int) -> bool:
    if one.loss < other.loss - ALIKE * abs(other.loss):
        return True
    if one.right is None or other.right is None:
        return False
    return one.right > other.right + ERRORS * _error(other.right, rows)


def _more_right(one: Score, other: Score) -> bool:
    return one.right is not None and other.right is not None and one.right > other.right


def _error(share: float, rows: int) -> float:
    return math.sqrt(max(share * (1 - share), 1 / rows) / rows)


def _against(one: Score, other: Score) -> str:
    losses = f"loss {short_number(one.loss)} against {short_number(other.loss)}"
    if one.right is None or other.right is None:
        return losses
    return f"{one.right:.2f} against {other.right:.2f} accuracy, {losses}"
