"""The labels that each loss of Keras takes.

Sources of the ranges: Keras's documentation of its losses, and where that is silent what `keras.losses` 3.15
does with a label outside: a sparse cross-entropy raises on CPUs and is NaN elsewhere, a cross-entropy of a
label above 1 has no lower end, `mean_squared_logarithmic_error` takes every negative label for 0.
"""

from __future__ import annotations

from dataclasses import dataclass

MARGIN = 0.25
"""How far outside 0 to 1 a probability may be: labels of a GAN are made noisy on purpose, 0.7 to 1.2 for real
(Chintala et al., "How to train a GAN", tip 6; Keras's DCGAN example goes to 1.05)."""


@dataclass(frozen=True)
class LabelRange:
    """What a loss takes.

    Attributes:
        low: The smallest label.
        high: The largest label; None where there is no end, or the number of classes is it.
        classes: Whether labels are numbers of classes, 0 to classes - 1.
        one_hot: Whether a row of labels is the distribution of one choice among classes.
        weighed: Whether a weight of 0 makes a label harmless. A sparse cross-entropy raises all the same, or
            is NaN, which 0 times is NaN.
        what: What the labels are, in words.
    """

    low: float
    high: float | None
    what: str
    classes: bool = False
    one_hot: bool = False
    weighed: bool = True


_PROBABILITY = LabelRange(0 - MARGIN, 1 + MARGIN, "probabilities, 0 to 1")
_ONE_HOT = LabelRange(0 - MARGIN, 1 + MARGIN, "probabilities of classes, 0 to 1", one_hot=True)
_NUMBER = LabelRange(0, None, "numbers of classes", classes=True, weighed=False)
_SIGN = LabelRange(-1 - MARGIN, 1 + MARGIN, "-1 and 1, or 0 and 1")

RANGES: dict[str, LabelRange] = {
    "sparse_categorical_crossentropy": _NUMBER,
    # One-hot inside: a label outside is a row of zeros, whose loss no prediction changes.
    "categorical_generalized_cross_entropy": LabelRange(0, None, "numbers of classes", classes=True),
    # 0 pads, and is the blank.
    "ctc": _NUMBER,
    "categorical_crossentropy": _ONE_HOT,
    "categorical_focal_crossentropy": _ONE_HOT,
    "binary_crossentropy": _PROBABILITY,
    "binary_focal_crossentropy": _PROBABILITY,
    # Clips its labels to 0..1; rows need not sum to 1.
    "kl_divergence": _PROBABILITY,
    "dice": _PROBABILITY,
    "tversky": _PROBABILITY,
    "hinge": _SIGN,
    "squared_hinge": _SIGN,
    "categorical_hinge": _SIGN,
    "poisson": LabelRange(-1e-6, None, "counts, 0 and above"),
    "mean_squared_logarithmic_error": LabelRange(-1e-6, None, "0 and above: smaller ones count as 0"),
}
"""By the name of the loss function; the others take any number."""
