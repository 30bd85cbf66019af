"""What to try next with a batch that was not overfitted.

The order of what to try is that of "Troubleshooting deep neural networks" (J. Tobin, Full Stack Deep
Learning): what goes up has a sign the wrong way round, what explodes is numerical or too fast, what
oscillates is too fast or has labels that do not belong to their rows, what plateaus is too slow, held back by
regularization, or has a fault in the loss or the data.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from pyadapter.core.digest import short_number
from pyadapter.core.trials.attempt import STEPS
from pyadapter.core.trials.overfitting import RUNAWAY, ZERO

if TYPE_CHECKING:
    from pyadapter.core.trials.attempt import Attempt
    from pyadapter.core.trials.overfitting import Kind

AT_CONSTANT = 0.9
"""Share of a constant answer's loss from which on nothing is learned of the inputs. Ours."""

HIGHEST, LOWEST = 1e-2, 1e-5
"""Learning rates outside of these are unusual for Adam and its kin (UMLAUT warns above 0.01, DeepDiagnosis
below 1e-5)."""


@dataclass(frozen=True)
class Surroundings:
    """What is known of a model beside its losses.

    Attributes:
        optimizer: Class of the optimizer.
        rate: Its learning rate at the last update; None where it is not known.
        by_name: Whether `compile` was given its name only, so that the rate is the default.
        penalty: Regularization of the weights at the end, a part of the loss that training shows.
        dropout: The highest rate of a dropout layer.
        augmentation: Class names of layers that change their inputs at random.
        frozen: Weights that cannot be trained, and all weights.
        averages: Whether a batch normalization is inside.
        own_loss: Whether the loss, or the step, is of the user's own.
        without_labels: Whether the batch has none.
    """

    optimizer: str = ""
    rate: float | None = None
    by_name: bool = False
    penalty: float = 0.0
    dropout: float = 0.0
    augmentation: tuple[str, ...] = ()
    frozen: tuple[int, int] = (0, 0)
    averages: bool = False
    own_loss: bool = False
    without_labels: bool = False


def tries(kind: Kind, attempt: Attempt, around: Surroundings) -> list[str]:
    """Return what to try next, the likeliest first; nothing where nothing is wrong."""
    rate = _rate(around)
    lower, higher = _change(around, 0.1), _change(around, 10)
    if kind == "explodes":
        if not np.isfinite(attempt.losses[0]):
            return [
                "Look at the data with `keras-debug check-data`: labels outside of the classes, NaN?",
                "`keras-debug run` stops at the op that makes the first NaN or infinity, and names its line.",
            ]
        run = "`keras-debug run` stops at the op that makes the first NaN or infinity, and names its line."
        high = f"Lower the learning rate{rate}: {lower}."
        seen = attempt.losses[np.isfinite(attempt.losses)]
        grown = bool(np.abs(seen).max() >= RUNAWAY * max(abs(float(seen[0])), ZERO))
        sign = (
            ["Check signs: of your loss, and where your step applies gradients."] if around.own_loss else []
        )
        return [high, *sign, run] if grown or _high(around) else [run, high]
    found: dict[Kind, list[str]] = {
        "slow": [
            f"Let it go on: --steps {max(2 * attempt.limit, STEPS)}.",
            f"Raise the learning rate{rate}: {higher}.",
        ],
        "zero": [
            "The batch has no labels: see `keras-debug check-data`."
            if around.without_labels
            else "Look at the labels with `keras-debug check-data`: all the same, all masked, all weights 0?",
            "Let your loss print what it is given; it may not use the labels at all.",
        ],
        "hidden": [
            "Look at the activation of the last layer: softmax over a single unit is always 1; use sigmoid.",
            "Give the loss what the layer makes: from_logits=True with no activation, or False with one.",
        ],
        "unbounded": [
            "Check the sign of your loss: what is minimized must get better as it gets smaller."
            if around.own_loss
            else "Check the labels with `keras-debug check-data`: this loss takes probabilities, 0 to 1.",
            "Scale the targets into the range that the loss and the last activation have.",
        ],
        "goes-up": [
            "Look for a sign that is the wrong way round, in your loss or where gradients are applied.",
            f"Lower the learning rate{rate}: {lower}.",
        ],
        "oscillates": [
            f"Lower the learning rate{rate}: {lower}.",
            "Look whether labels belong to their rows: shuffled apart, or augmented beyond recognition?",
        ],
    }
    return _of_plateau(attempt, around, rate, higher) if kind == "plateaus" else found.get(kind, [])


def _of_plateau(attempt: Attempt, around: Surroundings, rate: str, higher: str) -> list[str]:
    stuck = (attempt.losses == attempt.losses[0]).all()
    frozen, weights = around.frozen
    found = []
    if weights and frozen == weights:
        return [f"Set `trainable = True`, before `compile`: all {weights} weights are frozen."]
    if stuck:
        found.append(
            f"Find out why nothing changes: {frozen} of {weights} weights are frozen; or no gradient reaches"
            " them (dead ReLUs, an `argmax` in between), which `keras-debug run` tells."
        )
    if _high(around) and not stuck:
        found.append(
            f"Lower the learning rate{rate}: {_change(around, 0.1)}; its first steps may have killed units."
        )
    else:
        found.append(f"Raise the learning rate{rate}: {higher}.")
    held = [f"dropout {short_number(around.dropout)}"] if around.dropout else []
    held += [f"penalties on weights of {short_number(around.penalty)}"] if around.penalty else []
    held += [f"the augmentation by {', '.join(around.augmentation)}"] if around.augmentation else []
    if held:
        found.append(f"Take away what holds it back, for now: {' and '.join(held)}.")
    constant = attempt.yardstick.constant
    if constant and float(np.median(attempt.losses[-10:])) >= AT_CONSTANT * constant:
        found.append(
            "It answers alike whatever it is shown: look at the inputs with `keras-debug check-data`, and at"
            " activations that cut everything off (ReLU on the output, dead or saturated units)."
        )
    found.append(
        "Compare the loss with the last activation (logits or probabilities, one unit or one a class)."
    )
    return found


def _high(around: Surroundings) -> bool:
    return around.rate is not None and around.optimizer != "SGD" and around.rate > HIGHEST


def _rate(around: Surroundings) -> str:
    if around.rate is None:
        return ""
    default = ", the default of an optimizer given by name" if around.by_name else ""
    return f" (now {short_number(around.rate)}{default})"


def _change(around: Surroundings, factor: float) -> str:
    name = around.optimizer or "Adam"
    if around.rate is None:
        return f"`keras.optimizers.{name}(learning_rate=…)`"
    return f"`keras.optimizers.{name}({short_number(around.rate * factor)})`"
