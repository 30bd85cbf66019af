"""Cause `unscaled-target`: targets so large that the optimizer overshoots, or never arrives."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from pyadapter.core.causes.about import about
from pyadapter.core.causes.answers import BINARY, answers
from pyadapter.core.causes.label_sorts import MOST_CLASSES, called, span
from pyadapter.core.digest import short_number

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pyadapter.core.causes.answers import Answer
    from pyadapter.core.causes.diagnosis import Diagnosis
    from pyadapter.core.finding import Kind
    from pyadapter.core.setup import ColumnFacts, Setup

_ID = "unscaled-target"
_EXPLAINS: frozenset[Kind] = frozenset({
    "dead-units", "gradient-exploding", "inf", "loss-diverged", "loss-oscillating", "loss-stalled", "nan",
    "output-range", "weight-update-ratio",
})  # fmt: skip

_DISTANCES = frozenset({"huber", "log_cosh", "mean_absolute_error", "mean_squared_error"})
_OPEN = frozenset({"leaky_relu", "linear", "relu", "softplus"})
"""Last activations without an upper end: of others `output-activation` speaks."""

_LARGE = 100.0
"""Size from which targets may explain what goes wrong later: predictions begin at about 1 (Glorot)."""

_THROWN = 1e4
"""Learning rate times squared distance from which plain gradient descent throws hidden layers without an
upper end out of range. Measured with 1 and 2 hidden ReLU layers at rates of 1e-4 to 0.01: from 100 on some
trainings fail, from 10,000 on all do (NaN, or one answer for every row); tanh layers hold out."""

_UNBOUNDED = frozenset({"elu", "gelu", "leaky_relu", "linear", "relu", "selu", "silu", "softplus", "swish"})

_FAR, _SHARE = 1000.0, 0.1
"""Mean of the targets from which, and share of it up to which, what all updates can reach is too little."""

_STEPPERS = frozenset({"Adam", "AdamW", "Adamax", "Nadam", "RMSprop"})
"""Optimizers whose updates are about the learning rate, whatever the gradient (Kingma and Ba 2015, 2.1)."""

_GREY = 255.0


def check(setup: Setup) -> Iterator[Diagnosis]:
    """Compare the size of the targets with what updates can do."""
    for answer in answers(setup):
        labels = answer.labels
        if labels is None or labels.statistics is None:
            continue
        if answer.name in BINARY and answer.units == labels.shape[-1] and _pictures(labels):
            yield _grey(answer, labels)
        elif answer.name in _DISTANCES and answer.activation in _OPEN:
            yield from _numbers(answer, labels, setup)


def _pictures(labels: ColumnFacts) -> bool:
    values = labels.distinct
    return (
        labels.integral
        and values is not None
        and len(values) > MOST_CLASSES
        and values[0] >= 0
        and values[-1] <= _GREY
    )


def _grey(answer: Answer, labels: ColumnFacts) -> Diagnosis:
    name = called(labels) if labels.expression else "y"
    return about(
        answer,
        _ID,
        "Grey values are no probabilities",
        f"{called(labels)} runs {span(labels)}, but {answer.name} takes probabilities between 0 and 1",
        f'{name} = {name}.astype("float32") / 255',
        labels.location,
        kind="label-out-of-range",
        explains=_EXPLAINS,
        confidence="certain",
    )


def _numbers(answer: Answer, labels: ColumnFacts, setup: Setup) -> Iterator[Diagnosis]:
    statistics = labels.statistics
    mean = (statistics.mean if statistics else None) or 0.0
    distance = math.hypot(mean, (statistics.standard_deviation if statistics else None) or 0.0)
    if distance < _LARGE:
        return
    name = called(labels) if labels.expression else "y"
    evidence = _overshoot(answer, setup, distance) or _short(setup, mean)
    yield about(
        answer,
        _ID,
        "Targets are far from unit scale",
        f"{called(labels)} runs {span(labels)}, and predictions begin at {answer.span}",
        f"{name} = ({name} - {name}.mean()) / {name}.std()",
        labels.location,
        explains=_EXPLAINS,
        severity="finding" if evidence else "silent",
        confidence="likely" if evidence else "possible",
        evidence=(evidence,) if evidence else (),
    )


def _overshoot(answer: Answer, setup: Setup, distance: float) -> str | None:
    """Say that the first updates of plain gradient descent throw the hidden layers out of range."""
    optimizer = setup.optimizer
    if (
        optimizer is None
        or optimizer.name != "SGD"
        or optimizer.clipped
        or answer.name != "mean_squared_error"
    ):
        return None
    rate = optimizer.learning_rate or 0.0
    hidden = [layer for layer in setup.layers if layer.units and layer.path != answer.path]
    normalized = any("Normalization" in layer.kind for layer in setup.layers)
    if normalized or not any(layer.activation in _UNBOUNDED for layer in hidden):
        return None
    if rate * distance**2 < _THROWN:
        return None
    moved = short_number(2 * rate * distance)
    return f"The first update of SGD at {short_number(rate)} moves the last bias by {moved}, weights like it"


def _short(setup: Setup, mean: float) -> str | None:
    """Say that all updates together cannot reach the mean of the targets."""
    optimizer, fit = setup.optimizer, setup.fit
    if optimizer is None or optimizer.name not in _STEPPERS or optimizer.schedule or abs(mean) < _FAR:
        return None
    if fit is None or not fit.epochs or not fit.steps_per_epoch or not setup.features:
        return None
    steps = fit.epochs * fit.steps_per_epoch
    way = (optimizer.learning_rate or 0.0) * steps
    reached = max(1.0, *(max(abs(each.low or 0.0), abs(each.high or 0.0)) for each in setup.features))
    kernels = [each.shape for layer in setup.layers for each in layer.weights if len(each.shape) > 1]
    if not kernels:
        return None
    for shape in kernels:
        reached = reached * (1.0 + math.prod(size or 1 for size in shape[:-1]) * way) + way
    if reached > _SHARE * abs(mean):
        return None
    return f"{steps} updates of about {short_number(way / steps)} reach {short_number(reached)} at most"
