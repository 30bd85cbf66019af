"""A training on one batch, as far as it has come."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from pyadapter.core.trials.yardsticks import Yardstick

if TYPE_CHECKING:
    from numpy.typing import NDArray

ROWS = 16
"""Rows of the batch (TheDeepChecker)."""

STEPS = 1000
"""Updates at most (TheDeepChecker)."""

CHECK_EVERY = 10
"""Updates between two looks without dropout, and between two attempts to decide."""


@dataclass(frozen=True)
class Look:
    """The model looked at between two updates, without dropout.

    Attributes:
        step: Updates so far.
        loss: Of the batch, without penalties; None where it cannot be computed.
        right: Share of the labels that the predictions name; None where labels are no classes.
    """

    step: int
    loss: float | None = None
    right: float | None = None


@dataclass(frozen=True)
class Attempt:
    """A training on one batch.

    Attributes:
        losses: Float64 of shape (steps,): as the training reports them, without penalties on weights.
        looks: In between.
        yardstick: What the loss can be for these labels.
        limit: Updates that were allowed.
        labels_differ: Whether the labels of the rows differ; None where there are none.
        predictions_differ: Whether the last predictions differ from row to row; None where nobody looked.
        noisy: Whether layers drop or add something at random in training.
        random: Whether the model answers at random outside of training, too.
    """

    losses: NDArray[np.float64]
    looks: tuple[Look, ...] = ()
    yardstick: Yardstick = field(default_factory=Yardstick)
    limit: int = STEPS
    labels_differ: bool | None = None
    predictions_differ: bool | None = None
    noisy: bool = False
    random: bool = False

    @property
    def seen(self) -> NDArray[np.float64]:
        """The losses of the looks, float64 of shape (looks,)."""
        return np.array([look.loss for look in self.looks if look.loss is not None], dtype=np.float64)
