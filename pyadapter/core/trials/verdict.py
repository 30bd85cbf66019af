"""The verdict on a training on one batch: its name, and the numbers that show it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from pyadapter.core.digest import short_number
from pyadapter.core.trials.advice import tries
from pyadapter.core.trials.overfitting import FITS, classify, left_share

if TYPE_CHECKING:
    from pyadapter.core.trials.advice import Surroundings
    from pyadapter.core.trials.attempt import Attempt
    from pyadapter.core.trials.overfitting import Kind

BEHIND = 0.75
"""Likeness of training and inference below which they are told apart (TheDeepChecker)."""


@dataclass(frozen=True)
class Verdict:
    """What is said.

    Attributes:
        kind: As `classify` names it.
        title: One line.
        why: Sentences with the numbers that show it.
        tries: What to try next, the likeliest first.
    """

    kind: Kind
    title: str
    why: tuple[str, ...]
    tries: tuple[str, ...] = ()


def judge(attempt: Attempt, around: Surroundings) -> Verdict:
    """Say what a training on one batch shows.

    Raises:
        ValueError: There is no loss at all.
    """
    kind = classify(attempt)
    title = _TITLES[kind] if np.isfinite(attempt.losses[0]) else "The loss is not finite from the start"
    return Verdict(kind, title, tuple(_why(kind, attempt, around)), tuple(tries(kind, attempt, around)))


_TITLES: dict[Kind, str] = {
    "fits": "The model fits the batch",
    "hidden": "The loss fits the batch, the predictions do not",
    "settles": "The loss falls and settles",
    "slow": "The loss still falls, slowly",
    "zero": "The loss is 0 from the first step on",
    "explodes": "The loss explodes",
    "unbounded": "The loss falls below zero without end",
    "goes-up": "The loss goes up",
    "oscillates": "The loss oscillates",
    "plateaus": "The loss stays on a plateau",
}


def _why(kind: Kind, attempt: Attempt, around: Surroundings) -> list[str]:
    losses, yardstick = attempt.losses, attempt.yardstick
    finite = np.isfinite(losses)
    if not finite.all():
        bad = int((~finite).argmax())
        name = "NaN" if np.isnan(losses[bad]) else "infinite"
        before = f" It was {short_number(float(losses[bad - 1]))} the step before." if bad else ""
        return [f"The loss of step {bad} is {name}.{before}"]
    first, steps = short_number(float(losses[0])), len(losses)
    last = short_number(float(np.median(losses[-10:])))
    found = [f"From {first} to {last} in {steps} step{'' if steps == 1 else 's'}."]
    share = left_share(attempt)
    constant = yardstick.constant
    if constant and kind in {"plateaus", "slow", "oscillates", "goes-up"}:
        found.append(f"The best answer that is the same for all rows has {short_number(constant)}.")
    if constant and kind in {"plateaus", "slow", "oscillates"} and share is not None and share > FITS:
        found.append(f"{share:.0%} of that is left; {FITS:.0%} would be a fit.")
    if kind == "settles":
        found.append("Whether that is the least that a loss of your own can be, you know best.")
    rights = [look.right for look in attempt.looks if look.right is not None]
    if rights:
        found.append(f"{rights[-1]:.0%} of the labels are named right in inference mode.")
    if kind == "fits" and around.averages and rights and rights[-1] < BEHIND:
        found.append("Moving averages of batch normalization lag behind: `evaluate` is worse than training.")
    if around.penalty > max(FITS * abs(float(losses[-1])), 0.001):
        found.append(f"Penalties on weights, {short_number(around.penalty)}, are left out here.")
    if attempt.labels_differ is False and kind in {"fits", "plateaus", "zero"}:
        found.append("All labels of the batch are the same: to fit them shows little. Try more --rows.")
    if kind == "hidden":
        found.append("The model predicts the same for every row, although the labels differ.")
    return found
