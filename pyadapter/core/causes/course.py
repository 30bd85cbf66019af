"""Causes that show while a network trains: what its updates, gradients and units were like.

They say why a training got nowhere. What a rule over the set-up knows of the same cause is said better there;
that it was measured is what makes it the first one.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from pyadapter.core.digest import short_number
from pyadapter.core.finding import Cause

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pyadapter.core.finding import Confidence, Kind
    from pyadapter.core.setup import Course, LayerFacts, OptimizerFacts, Setup

EXPLAINED: frozenset[Kind] = frozenset({
    "dead-units", "saturated-units", "gradient-exploding", "gradient-vanishing", "loss-stalled",
    "loss-diverged", "loss-oscillating", "output-range", "weight-update-ratio", "nan", "inf",
})  # fmt: skip
"""Kinds of findings that the course of a training explains."""

_STUCK: frozenset[Kind] = frozenset({"loss-stalled", "output-range", "gradient-vanishing"})

LARGE_UPDATE = 0.1
"""Norm of an update divided by the weight's: TheDeepChecker calls 1e-4 to 0.1 healthy."""

MOVED = 0.01
"""Updates in a row, all in one direction, that changed the weights by less than 1 % altogether. Ours: what a
network answers has changed by as little then."""

RATIO = 1e-3
"""Norm of the first layer's gradient divided by the last one's (AUTOTRAINER)."""

GONE = 1e-6
"""Norm of a gradient with which no learning rate helps."""

MOST = 0.5
"""Share of dead units, or of saturated values (SageMaker; DeepDiagnosis)."""

ADAPTIVE = frozenset({"Adam", "AdamW", "Adamax", "Nadam", "RMSprop", "Lion", "Adafactor", "Lamb"})
"""Optimizers whose updates have the size of the learning rate, whatever the gradient."""

_HIGH = {True: 0.01, False: 0.1}
_LOW = {True: 1e-5, False: 1e-3}
_USUAL = {True: 0.001, False: 0.01}
"""For adaptive optimizers and for others: the rate above which it is high (UMLAUT warns above 0.01, for
Adam), the rate below which it is low (DeepDiagnosis; for plain gradients a tenth of Keras's default), and the
usual one: Keras's default."""

_FAR = 30.0
"""Targets this many times as large as what a network answers at first: Adam's default rate moves a bias by 1
in a thousand updates."""

_SIGMOIDAL = frozenset({"sigmoid", "tanh", "hard_sigmoid", "softsign"})
_RECTIFIED = frozenset({"relu", "relu6"})


def find(setup: Setup, kind: Kind) -> list[Cause]:
    """List what was measured that explains a finding; `likely` where it is beyond what is usual."""
    course = setup.course
    if course is None or kind not in EXPLAINED or not course.steps:
        return []
    return [*_pace(setup, course, kind), *_targets(setup, course, kind), *_units(setup, course, kind)]


def possible(setup: Setup, kind: Kind) -> list[Cause]:
    """List what is worth a try where nothing else explains why a training gets nowhere."""
    optimizer = setup.optimizer
    if kind not in {"loss-stalled", "loss-oscillating", "loss-diverged"} or optimizer is None:
        return []
    if not optimizer.learning_rate:
        return []
    rate = short_number(optimizer.learning_rate)
    if kind != "loss-stalled":
        said = f"At a learning rate of {rate} the loss goes up and down"
        return [_rate(optimizer, "learning-rate-high", said, "possible")]
    said = f"At a learning rate of {rate} nothing was learned"
    name = "learning-rate-high" if not is_usual(optimizer) else "learning-rate-low"
    return [_rate(optimizer, name, said, "possible")]


def is_usual(optimizer: OptimizerFacts | None) -> bool:
    """Whether a learning rate is not above what is usual for its optimizer."""
    if optimizer is None or optimizer.learning_rate is None:
        return True
    return optimizer.learning_rate <= _HIGH[optimizer.name in ADAPTIVE]


def _pace(setup: Setup, course: Course, kind: Kind) -> Iterable[Cause]:
    optimizer = setup.optimizer
    if optimizer is None or not optimizer.learning_rate:
        return
    adaptive, rate = optimizer.name in ADAPTIVE, optimizer.learning_rate
    largest, ratio = course.largest_ratio, course.update_ratio
    if largest is not None and largest > LARGE_UPDATE:
        said = (
            f"At a learning rate of {short_number(rate)} an update was {short_number(largest)} times"
            " as large as the weights"
        )
        yield _rate(optimizer, "learning-rate-high", said, "likely" if rate > _HIGH[adaptive] else "possible")
        return
    if kind not in {"loss-stalled", "output-range"} or ratio is None or optimizer.schedule:
        return
    way = ratio * course.steps
    has_gradient = course.last_gradient is None or course.last_gradient > GONE
    if way < MOVED and has_gradient:
        said = (
            f"At a learning rate of {short_number(rate)} the weights moved by less than"
            f" {short_number(100 * way)} % in {course.steps} updates"
        )
        # At a usual rate it is the gradients that are too small.
        below = rate < _USUAL[adaptive]
        yield _rate(optimizer, "learning-rate-low", said, "likely" if below else "possible")
    elif rate < _LOW[adaptive]:
        said = f"A learning rate of {short_number(rate)} is low for {optimizer.name}"
        yield _rate(optimizer, "learning-rate-low", said, "likely")


def _rate(optimizer: OptimizerFacts, name: str, said: str, confidence: Confidence) -> Cause:
    usual = _USUAL[optimizer.name in ADAPTIVE]
    rate = optimizer.learning_rate or usual
    if name == "learning-rate-high" and usual >= rate:
        usual = 10.0 ** (math.floor(math.log10(rate)) - 1)
    if name == "learning-rate-low" and usual <= rate:
        usual = 10.0 ** (math.floor(math.log10(rate)) + 1)
    fix = f"keras.optimizers.{optimizer.name}(learning_rate={usual:g})"
    return Cause(name, f"{said}.", fix, optimizer.location, confidence)


def _targets(setup: Setup, course: Course, kind: Kind) -> Iterable[Cause]:
    """Say that targets are far away, where a loss of a regression is still worse than that of a constant."""
    if kind not in {"loss-stalled", "loss-oscillating", "loss-diverged", "nan", "inf", "gradient-exploding"}:
        return
    losses = {loss.name for loss in setup.losses}
    if not losses <= {"mean_squared_error", "mean_absolute_error", "huber", "log_cosh"} or not losses:
        return
    for column in setup.labels:
        if column.low is None or column.high is None:
            continue
        far = max(abs(column.low), abs(column.high))
        if far < _FAR:
            continue
        worse = course.constant is not None and bool(course.losses) and course.losses[-1] > course.constant
        name = column.expression or column.name
        yield Cause(
            "unscaled-target",
            f"Targets {name} run from {short_number(column.low)} to {short_number(column.high)};"
            " networks answer about -1 to 1 at first.",
            f"{name} = ({name} - {name}.mean()) / {name}.std()",
            column.location or (setup.fit.location if setup.fit is not None else None),
            "likely" if worse or far > _FAR**2 else "possible",
        )


def _units(setup: Setup, course: Course, kind: Kind) -> Iterable[Cause]:
    dead = _worst(setup, course.dead, _RECTIFIED)
    if dead is not None and kind not in {"nan", "inf"}:
        layer, share = dead
        yield Cause(
            "dead-relu",
            f"{share:.0%} of the units of {layer.name} answer 0 to every row: no gradient passes.",
            'activation="leaky_relu", kernel_initializer="he_normal"',
            layer.location,
        )
    if kind not in _STUCK | {"saturated-units", "dead-units"}:
        return
    sigmoidal = [layer for layer in setup.layers if layer.activation in _SIGMOIDAL]
    saturated = _worst(setup, course.saturated, _SIGMOIDAL)
    first, last = course.first_gradient, course.last_gradient
    lost = first is not None and last is not None and 0 < first < RATIO * last and len(sigmoidal) > 1
    if saturated is not None:
        layer, share = saturated
        said = f"{share:.0%} of the values of {layer.name} sit at the ends of {layer.activation}"
    elif lost and first is not None and last is not None:
        layer = sigmoidal[0]
        said = f"The first layer's gradient is {short_number(first / last)} of the last one's"
    else:
        return
    yield Cause(
        "saturating-stack", f"{said}: hardly any gradient passes.", 'activation="relu"', layer.location
    )


def _worst(
    setup: Setup, shares: dict[int, float], activations: frozenset[str]
) -> tuple[LayerFacts, float] | None:
    """Return the hidden layer with the largest share, where that is most; the first of equal ones."""
    heads = {output.head for output in setup.outputs}
    found = [
        (share, -place)
        for place, share in shares.items()
        if share > MOST
        and place < len(setup.layers)
        and place not in heads
        and setup.layers[place].activation in activations
    ]
    if not found:
        return None
    share, place = max(found)
    return setup.layers[-place], share
