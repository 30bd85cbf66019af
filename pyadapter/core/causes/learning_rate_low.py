"""Cause `learning-rate-low`: a rate that carries no weight anywhere in the training that was asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyadapter.core.causes.diagnosis import Diagnosis
from pyadapter.core.causes.network import learned
from pyadapter.core.causes.rates import ADAPTIVE, curvature, effective, steps, usual, weight_size, written
from pyadapter.core.digest import short_number
from pyadapter.core.finding import Cause

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pyadapter.core.causes.diagnosis import Severity
    from pyadapter.core.finding import Confidence, Kind
    from pyadapter.core.setup import OptimizerFacts, Setup

LOW = 1e-5
"""Rate of Adam and its like below which DeepDiagnosis warns; fine-tuning uses it (Hugging Face's course), so
only weights that are new are judged by it."""

REACHED = 0.01
"""Share of its own size that a new weight must be able to move in the whole training. Ours: what moves less
is still what the initializer drew. Adam at the 1e-5 of fine-tuning moves further in a thousand updates."""

CONVERGED = 0.01
"""The same for SGD: rate times curvature times steps, what a linear layer learns of its fastest direction."""

SUSPECT = 0.01
"""Share of the usual rate below which it is named where a training went wrong. Ours."""

STRENGTH_OF_ADADELTA = 3e-4
"""First updates of Adadelta for a rate of 1: the square root of its epsilon of 1e-7 (Zeiler 2012). With rates
that are not far below 1 they grow."""

LOW_OF_ADADELTA = 0.01

LEAST = 1000
"""Updates that a rate is judged by at least: a shorter run may only try a program out."""

FEWEST = 100
"""Updates from which a training with the default of Adadelta is more than a trial: it never learns."""

_CALLBACKS = frozenset({
    "BackupAndRestore", "CSVLogger", "Callback", "EarlyStopping", "History", "ModelCheckpoint",
    "ProgbarLogger", "RemoteMonitor", "TensorBoard", "TerminateOnNaN",
})  # fmt: skip
"""Callbacks that leave the learning rate alone."""

_EXPLAINED: frozenset[Kind] = frozenset({"loss-stalled", "weights-unchanged", "weight-update-ratio"})


def check(setup: Setup) -> Iterable[Diagnosis]:
    """Compare how far the rate can carry a weight with how large the weight is."""
    optimizer = setup.optimizer
    rate = None if optimizer is None else optimizer.learning_rate
    if optimizer is None or rate is None or rate < 0 or setup.fit is None:
        return
    if optimizer.schedule or not _CALLBACKS.issuperset(setup.fit.callbacks):
        return
    if rate == 0:
        yield _diagnosis(optimizer, "With a learning rate of 0 no weight ever moves", "finding", "certain")
        return
    if learned(setup):
        return
    descends = optimizer.name == "SGD"
    said = _descent(setup, optimizer) if descends else _carried(setup, optimizer, rate)
    if said:
        yield _diagnosis(optimizer, said, "finding", "likely")
    elif rate <= SUSPECT * usual(optimizer.name):
        yield _diagnosis(
            optimizer,
            f"A learning rate of {rate:g} is {short_number(usual(optimizer.name) / rate)} times smaller than "
            "usual",
            "silent",
            "likely",
        )


def _carried(setup: Setup, optimizer: OptimizerFacts, rate: float) -> str:
    asked, size = steps(setup), weight_size(setup)
    if asked is None or size is None:
        return ""
    count = max(asked, LEAST)
    if optimizer.name == "Adadelta" and rate <= LOW_OF_ADADELTA and asked >= FEWEST:
        far = STRENGTH_OF_ADADELTA * rate * count
    elif optimizer.name in ADAPTIVE and rate <= LOW:
        far = rate * count
    else:
        return ""
    if far >= REACHED * size:
        return ""
    return (
        f"{count} updates of {optimizer.name}(learning_rate={rate:g}) move a weight by {short_number(far)} "
        f"at most, and weights are about {short_number(size)}"
    )


def _descent(setup: Setup, optimizer: OptimizerFacts) -> str:
    known = [curvature(column) for column in setup.features]
    asked = steps(setup)
    if not known or None in known or asked is None or (optimizer.learning_rate or 0) > LOW:
        return ""
    count = max(asked, LEAST)
    done = effective(optimizer) * count * 2 * max(each for each in known if each is not None)
    if done >= CONVERGED:
        return ""
    return (
        f"{count} steps of SGD(learning_rate={optimizer.learning_rate:g}) go {short_number(done)} of the way "
        "that a linear layer would need for these inputs"
    )


def _diagnosis(
    optimizer: OptimizerFacts, sentence: str, severity: Severity, confidence: Confidence
) -> Diagnosis:
    by_default = optimizer.rate_given is False
    identity = "learning-rate-default" if by_default else "learning-rate-low"
    said = f"{sentence}; that is the default of Keras" if by_default else sentence
    return Diagnosis(
        Cause(identity, f"{said}.", written(optimizer), optimizer.location, confidence),
        kind="weights-unchanged",
        title=f"Learning rate {optimizer.learning_rate or 0:g} is too low",
        severity=severity,
        explains=_EXPLAINED,
        value=optimizer.learning_rate,
    )
