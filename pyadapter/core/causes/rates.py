"""What rules ask of a learning rate: what is usual, how far it carries, where descent diverges."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from pyadapter.core.causes.network import hidden, kernel_of, size_of, typical

if TYPE_CHECKING:
    from pyadapter.core.setup import ColumnFacts, OptimizerFacts, Setup

ADAPTIVE = frozenset({"Adam", "AdamW", "Adamax", "Nadam", "RMSprop", "Lamb", "Lion"})
"""Optimizers whose updates are about as large as the learning rate, whatever the gradient is."""

USUAL = {"SGD": 0.01, "Adadelta": 1.0, "Adagrad": 0.01, "Ftrl": 0.01, "Lion": 1e-4}
"""Rates to begin with, where it is not 0.001: Keras's default of SGD, and the papers'."""


DEFAULTS = {
    "SGD": 0.01, "ScheduleFreeAdamW": 0.0025,
    **dict.fromkeys((
        "Adadelta", "Adafactor", "Adagrad", "Adam", "AdamW", "Adamax", "Ftrl", "Lamb", "Lion", "Muon",
        "Nadam", "RMSprop",
    ), 0.001),
}  # fmt: skip
"""Learning rates of optimizers that are given none (Keras 3.15)."""


def is_default(optimizer: OptimizerFacts) -> bool:
    """Whether a learning rate is the one that Keras takes where none is given."""
    default, rate = DEFAULTS.get(optimizer.name), optimizer.learning_rate
    return default is not None and rate is not None and math.isclose(rate, default, rel_tol=1e-6)


def usual(name: str) -> float:
    """Return the rate to begin with."""
    return USUAL.get(name, 1e-3)


def written(optimizer: OptimizerFacts, rate: float | None = None) -> str:
    """Write an optimizer with another rate, as code."""
    lower = usual(optimizer.name) if rate is None else rate
    momentum = f", momentum={optimizer.momentum:g}" if optimizer.momentum and optimizer.name == "SGD" else ""
    return f"keras.optimizers.{optimizer.name}(learning_rate={lower:g}{momentum})"


def effective(optimizer: OptimizerFacts) -> float:
    """Return the rate with what momentum makes of it: steps in one direction add up to 1 / (1 - momentum)."""
    rate = optimizer.learning_rate or 0.0
    momentum = optimizer.momentum if optimizer.name == "SGD" else 0.0
    return rate / (1.0 - min(momentum, 0.999))


def weight_size(setup: Setup) -> float | None:
    """Return the root mean square of the hidden layer with the most weights, or of the only layer."""
    places = hidden(setup) or range(len(setup.layers))
    kernels = [(layer.parameters, kernel_of(layer)) for layer in (setup.layers[place] for place in places)]
    sizes = [(count, size) for count, kernel in kernels if kernel and (size := size_of(kernel))]
    return max(sizes)[1] if sizes else None


def steps(setup: Setup) -> int | None:
    """Return how many updates `fit` makes."""
    fit = setup.fit
    return fit.epochs * fit.steps_per_epoch if fit and fit.epochs and fit.steps_per_epoch else None


def curvature(column: ColumnFacts) -> float | None:
    """Return a lower bound of the largest eigenvalue of E[x xᵀ], with a column of ones for the bias.

    By the mean direction, and by the column that varies most.
    """
    if column.column_mean and all(map(math.isfinite, (*column.column_mean, *column.column_deviation))):
        return 1.0 + sum(mean**2 for mean in column.column_mean) + max(d**2 for d in column.column_deviation)
    size = typical(column)
    statistics = column.statistics
    if size is None or statistics is None or statistics.mean is None:
        return None
    features = math.prod(each or 1 for each in column.batch_shape[1:])
    return 1.0 + statistics.mean**2 * features + size**2


def stable_rate(setup: Setup) -> float | None:
    """Return the rate beyond which gradient descent diverges, for a single linear layer and squared errors.

    The Hessian of the mean squared error is 2 E[x xᵀ] / outputs, and descent with a rate r diverges from
    r · λ = 2 on (Boyd and Vandenberghe 2004, section 9.3). Momentum m moves that to 2 (1 + m).
    """
    optimizer = setup.optimizer
    weighted = [layer for layer in setup.layers if layer.weights]
    named = [loss.name for loss in setup.losses]
    if optimizer is None or optimizer.name != "SGD" or optimizer.clipped or named != ["mean_squared_error"]:
        return None
    if len(weighted) != 1 or weighted[0].kind != "Dense" or weighted[0].activation != "linear":
        return None
    if len(setup.features) != 1 or setup.features[0].multiplied is None:
        return None
    largest = curvature(setup.features[0])
    if largest is None:
        return None
    outputs = weighted[0].units or 1
    return 2.0 * (1.0 + optimizer.momentum) * outputs / (2.0 * largest)
