"""Predictions that cannot reach the targets, that a loss cannot read, or that are the same for every row."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from pyadapter.core.digest import short_number
from pyadapter.core.symptom import Symptom
from pyadapter.core.thresholds import MARGIN

if TYPE_CHECKING:
    from numpy.typing import NDArray

INFINITY = float("inf")

REACH: dict[str, tuple[str, float, float]] = {
    "Sigmoid": ("sigmoid", 0.0, 1.0),
    "Softmax": ("softmax", 0.0, 1.0),
    "Tanh": ("tanh", -1.0, 1.0),
    "Relu": ("relu", 0.0, INFINITY),
    "Relu6": ("relu6", 0.0, 6.0),
    "Softplus": ("softplus", 0.0, INFINITY),
}
"""By the op that made the predictions: the activation and the range of its answers, as it is defined (Keras's
documentation of its activations)."""

SHARE = 0.05
"""Share of values outside that is more than outliers: data scaled to 0..1 by its training part has some."""

PROBABILITIES = frozenset({"binary_crossentropy", "binary_focal_crossentropy"})
"""Losses of probabilities, each from 0 to 1: Keras clips what is outside, where no gradient is left."""

SHARES = frozenset({
    "categorical_crossentropy", "categorical_focal_crossentropy", "kl_divergence",
    "sparse_categorical_crossentropy",
})  # fmt: skip
"""Losses of shares, which Keras divides by their sum, or clips: 0 and above."""

ROUNDING = 0.01
"""bfloat16 has steps of 2**-8 just below 1."""

COMMON = 2 / 3
"""Share of one target from which a constant may be the best answer: rare classes, days without rain. Of two
balanced classes one has more in 1 of 5 batches of 16 rows by chance: such a batch takes one sample back."""

FEWEST = 4
"""Rows that must be the same: fewer are so by chance."""


def judge_reach(activation: str, targets: NDArray[Any]) -> Symptom | None:
    """Compare the targets of a regression with what the last activation can answer.

    Args:
        activation: A key of `REACH`.
        targets: Numbers of any shape; NaN and infinities are left out.
    """
    name, low, high = REACH[activation]
    values = targets[np.isfinite(targets)].astype(np.float64)
    if not values.size:
        return None
    margin = MARGIN * (high - low if high < INFINITY else float(values.std()))
    outside = (values < low - margin) | (values > high + margin)
    share = float(outside.mean())
    if share <= SHARE:
        return None
    smallest, largest = short_number(float(values.min())), short_number(float(values.max()))
    ends = (
        f"{short_number(low)} and above"
        if high == INFINITY
        else f"{short_number(low)} to {short_number(high)}"
    )
    return Symptom(
        "output-range",
        f"{name} cannot reach the targets",
        f"{name} answers {ends}, but targets run from {smallest} to {largest}",
        (
            f"{share:.0%} of the targets of this batch are out of its reach",
            "Use a linear last layer, or scale the targets to that range",
        ),
        share,
    )


def judge_single_softmax(shape: tuple[int, ...], targets: NDArray[Any]) -> Symptom | None:
    """Find a softmax over one unit, which is 1 whatever the unit says.

    Args:
        shape: The predictions'.
        targets: Numbers of any shape, which differ where this is a fault.
    """
    if not shape or shape[-1] != 1 or not targets.size or bool((targets == targets.reshape(-1)[0]).all()):
        return None
    return Symptom(
        "output-range",
        "softmax over one unit is always 1",
        "A softmax makes shares that sum to 1: of one unit, every prediction is 1.0",
        (
            'Use activation="sigmoid" with binary_crossentropy, or one unit a class',
            "The loss may still fall: Keras computes it of the logits that are left from before the softmax",
        ),
        1.0,
    )


def judge_probabilities(loss: str, predictions: NDArray[Any]) -> Symptom | None:
    """Compare predictions with what a loss of probabilities can read.

    Args:
        loss: Name of Keras's loss function, used without `from_logits`.
        predictions: Numbers of any shape, not those that Keras replaces with the logits before them.
    """
    if loss not in PROBABILITIES | SHARES:
        return None
    high = 1 + ROUNDING if loss in PROBABILITIES else INFINITY
    values = predictions[np.isfinite(predictions)]
    if not values.size:
        return None
    share = float(((values < -ROUNDING) | (values > high)).mean())
    if share <= SHARE:
        return None
    smallest, largest = short_number(float(values.min())), short_number(float(values.max()))
    activation = "sigmoid" if loss in PROBABILITIES else "softmax"
    return Symptom(
        "output-range",
        "Predictions are no probabilities",
        f"Predictions run from {smallest} to {largest}, but the loss takes probabilities",
        (
            f"{share:.0%} of them are cut off by {loss}, where no gradient is left",
            f'Use activation="{activation}" in the last layer, or from_logits=True in the loss',
        ),
        share,
    )


def rows_equal(values: NDArray[Any]) -> bool:
    """Whether all rows are the same but for the rounding of float32."""
    if not values.size:
        return True
    flat = values.reshape(len(values), -1).astype(np.float64)
    return bool(np.abs(flat - flat[0]).max() <= 1e-6 * np.abs(flat).max())


def _common(targets: NDArray[Any]) -> float:
    """Return the share of the most frequent row."""
    _, counts = np.unique(targets.reshape(len(targets), -1), axis=0, return_counts=True)
    return float(counts.max() / len(targets))


class CollapseWatch:
    """Watches for predictions that stay the same for every row of a batch.

    At the first step they are so with a head that starts at zero; a model that has learned something, or has
    only noise to learn from, has predictions that differ in their last digits. So it takes several samples.
    """

    EVERY = 10
    """Steps between two samples."""

    SAMPLES = 5
    """Samples in a row, the last at step 49: longer than warm-ups of a head that starts at zero."""

    def __init__(self) -> None:
        self._step = 0
        self._streak = 0

    def due(self) -> bool:
        """Count a step, and say whether it is to be judged."""
        self._step += 1
        return self._step % self.EVERY == 0

    def judge(
        self, predictions: NDArray[Any], targets: NDArray[Any] | None, inputs: list[NDArray[Any]]
    ) -> Symptom | None:
        """Judge a batch.

        Args:
            predictions: Numbers of shape (rows, ...).
            targets: Numbers of shape (rows, ...); None where they cannot be read.
            inputs: The features, each of shape (rows, ...).
        """
        if len(predictions) < FEWEST or targets is None or not inputs:
            return None
        if not np.isfinite(predictions).all() or not rows_equal(predictions):
            self._streak = 0
            return None
        if rows_equal(targets) or all(rows_equal(each) for each in inputs):
            return None
        if _common(targets) > COMMON:
            self._streak = max(0, self._streak - 1)
            return None
        self._streak += 1
        if self._streak < self.SAMPLES:
            return None
        shown = ", ".join(short_number(float(value)) for value in predictions[0].reshape(-1)[:4])
        return Symptom(
            "output-range",
            "Predictions are the same for every row",
            f"All {len(predictions)} rows are answered with {shown}, whatever the input",
            (f"So it was in {self.SAMPLES} batches, {self.EVERY} steps apart; inputs and targets differ",),
            float(predictions.reshape(-1)[0]),
        )
