"""Thresholds that detectors and causes share; no arrays are needed for them."""

from __future__ import annotations

MARGIN = 0.1
"""How far outside a target must be, in widths of the range, or standard deviations of the targets where the
range has no end: closer ones are learned nearly."""

REGRESSIONS = frozenset({
    "huber", "log_cosh", "mean_absolute_error", "mean_absolute_percentage_error", "mean_squared_error",
    "mean_squared_logarithmic_error",
})  # fmt: skip
"""Losses whose predictions should become the targets."""

SCALE = 30.0
"""Root mean square from which inputs are unscaled. Initializers keep the scale of a layer's inputs (Glorot
and Bengio 2010, He et al. 2015), and the gradient of its kernel grows with it: a thousandfold from here on.
Measured: pictures of 0 to 255 have 79 (MNIST) to 135 (CIFAR-10). UMLAUT's limit, outside of -1 to 1 or a mean
above 0.2, would stop at standardized data, at word counts and at most small regressions."""
