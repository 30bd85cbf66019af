"""Cause `learning-rate-high`: a rate that is too large for its optimizer and the network."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from pyadapter.core.causes.diagnosis import Diagnosis
from pyadapter.core.causes.network import DENSE, activation_behind, hidden, normalizes, typical
from pyadapter.core.causes.rates import ADAPTIVE, effective, stable_rate, weight_size, written
from pyadapter.core.causes.unscaled_input import NOTED
from pyadapter.core.digest import short_number
from pyadapter.core.finding import Cause

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pyadapter.core.causes.diagnosis import Severity
    from pyadapter.core.finding import Confidence, Kind
    from pyadapter.core.setup import OptimizerFacts, Setup

SUSPECT = 0.01
"""Rate of Adam and its like above which it is named where a training went wrong (UMLAUT warns from here)."""

HIGH = 0.1
"""Rate of Adam and its like from which it is a fault (DeepDiagnosis), where it also moves weights by half
their size in one update: small networks, as for exclusive or, learn fastest with it."""

SHARE = 0.5
WHATEVER = 1.0
"""Rate of Adam and its like that replaces the weights of any network with hidden layers."""

HIGH_OF_SGD = 1.0
"""Rate of SGD from which wide networks without normalization, of units without upper bound, do not learn."""

WIDE = 1000
WHATEVER_OF_SGD = 10.0
"""Rate of SGD, with momentum, from which no network learns. Nielsen's (2015) networks of sigmoids take 3.0;
ResNets of large batches 3.2, behind a warm-up (Goyal et al. 2017)."""

SUSPECT_OF_SGD = 0.1
SUSPECT_WITH_MOMENTUM = 0.5
"""Rates of SGD from which they are named where a training went wrong: without momentum, and with what it adds
up to. Ours: ten and fifty times Keras's default."""

_EXPLAINED: frozenset[Kind] = frozenset({
    "nan", "inf", "gradient-exploding", "dead-units", "saturated-units", "loss-stalled", "loss-diverged",
    "loss-oscillating", "weight-update-ratio", "output-range",
})  # fmt: skip
_BOUNDED = frozenset({"sigmoid", "tanh", "softmax", "hard_sigmoid", "softsign"})


def check(setup: Setup) -> Iterable[Diagnosis]:
    """Judge the rate that training begins with, for the optimizer and the network that it is for."""
    optimizer = setup.optimizer
    rate = None if optimizer is None else optimizer.learning_rate
    if optimizer is None or rate is None or not math.isfinite(rate):
        return
    if rate < 0:
        yield _diagnosis(
            optimizer,
            f"A learning rate of {rate:g} climbs: every update makes the loss larger",
            "finding",
            "certain",
        )
        return
    limit = stable_rate(setup)
    if limit is not None and rate >= 2 * limit and (typical(setup.features[0]) or 0.0) < NOTED:
        yield _diagnosis(
            optimizer,
            f"For these inputs gradient descent diverges above a learning rate of {short_number(limit)}, "
            f"this one is {rate:g}",
            "silent" if optimizer.schedule else "finding",
            "certain",
            rate=10.0 ** math.floor(math.log10(limit)),
        )
    elif optimizer.name in ADAPTIVE:
        yield from _adaptive(setup, optimizer, rate)
    elif optimizer.name == "SGD":
        yield from _descent(setup, optimizer, rate)


def _adaptive(setup: Setup, optimizer: OptimizerFacts, rate: float) -> Iterable[Diagnosis]:
    size = weight_size(setup)
    share = None if size is None else rate / size
    deep = bool(hidden(setup))
    high = rate >= WHATEVER or (rate >= HIGH and share is not None and share >= SHARE)
    # What is optimized by hand, as a picture, or the bias of a single layer, may have any scale.
    found = high and deep and setup.fit is not None and not optimizer.schedule
    if not found and rate <= SUSPECT:
        return
    moves = f" moves each weight by about {rate:g} in one update"
    if size is not None:
        moves += f", and they are about {short_number(size)}"
    yield _diagnosis(
        optimizer,
        f"{optimizer.name}(learning_rate={rate:g}){moves}",
        "finding" if found else "silent",
        "likely" if high or rate >= HIGH else "possible",
    )


def _descent(setup: Setup, optimizer: OptimizerFacts, rate: float) -> Iterable[Diagnosis]:
    reach = effective(optimizer)
    if reach < SUSPECT_WITH_MOMENTUM and rate < SUSPECT_OF_SGD:
        return
    widest = max((layer.parameters for layer in setup.layers), default=0)
    high = rate >= HIGH_OF_SGD and widest >= WIDE and _is_unbounded(setup) and not normalizes(setup)
    found = (high or reach >= WHATEVER_OF_SGD) and not optimizer.schedule and not optimizer.clipped
    found = found and setup.fit is not None and (rate >= HIGH_OF_SGD)
    momentum = f" with momentum {optimizer.momentum:g}" if optimizer.momentum else ""
    yield _diagnosis(
        optimizer,
        f"SGD takes steps of {rate:g} times the gradient{momentum}, 0.01 to 0.1 is usual",
        "finding" if found else "silent",
        "likely" if found or rate >= HIGH_OF_SGD else "possible",
    )


def _is_unbounded(setup: Setup) -> bool:
    places = hidden(setup)
    return any(
        setup.layers[place].kind in DENSE and activation_behind(setup, place) not in _BOUNDED
        for place in places
    )


def _diagnosis(
    optimizer: OptimizerFacts,
    sentence: str,
    severity: Severity,
    confidence: Confidence,
    *,
    rate: float | None = None,
) -> Diagnosis:
    return Diagnosis(
        Cause("learning-rate-high", f"{sentence}.", written(optimizer, rate), optimizer.location, confidence),
        kind="weight-update-ratio",
        title=f"Learning rate {optimizer.learning_rate or 0:g} is too high",
        severity=severity,
        explains=_EXPLAINED,
        value=optimizer.learning_rate,
    )
