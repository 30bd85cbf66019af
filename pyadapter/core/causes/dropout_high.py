"""Cause `dropout-high`: a dropout that leaves too little, or that drops answers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyadapter.core.causes.diagnosis import Diagnosis
from pyadapter.core.finding import Cause

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pyadapter.core.causes.diagnosis import Severity
    from pyadapter.core.finding import Kind
    from pyadapter.core.setup import LayerFacts, Setup

RATE = 0.8
"""Rate from which it is a fault: one unit in five is left. Srivastava et al. 2014 keep 0.5 to 0.8 of hidden
units, which `Dropout(0.8)` has the wrong way round: Keras takes the share that is dropped, TensorFlow 1 took
the share that is kept."""

TASTE = 0.6
"""Above this it is a hint. UMLAUT warns above 0.5; networks on graphs use 0.6 (Veličković et al. 2018)."""

_DROPOUTS = frozenset({"Dropout", "AlphaDropout", "SpatialDropout1D", "SpatialDropout2D", "SpatialDropout3D"})
_EXPLAINED: frozenset[Kind] = frozenset({"loss-stalled", "loss-oscillating", "output-range", "dead-units"})


def check(setup: Setup) -> Iterable[Diagnosis]:
    """Look at the rates, and at what is dropped."""
    for place, layer in enumerate(setup.layers):
        if layer.kind not in _DROPOUTS or layer.own or not layer.rate:
            continue
        if _is_answer(setup, place):
            yield _diagnosis(
                layer,
                f"`{layer.kind}({layer.rate:g})` is the last layer: in training {layer.rate:.0%} of the "
                "answers are set to 0 at random.",
                f"# {layer.kind} belongs before the last Dense layer",
                "finding",
            )
        elif layer.rate > TASTE:
            # What is dropped of the data itself is noise that is wanted, as in denoising autoencoders.
            inside = bool(layer.inputs) or (place > 0 and not setup.sequence)
            found = layer.rate >= RATE and inside
            yield _diagnosis(
                layer,
                f"`{layer.kind}({layer.rate:g})` drops {layer.rate:.0%} of the units: the rate is what is "
                f"dropped, {1 - layer.rate:.0%} is kept.",
                f"{layer.kind}({_other(layer.rate):g})",
                "finding" if found else "hint",
            )


def _is_answer(setup: Setup, place: int) -> bool:
    """Whether a chain ends with a layer."""
    return setup.sequence and place > 0 and place == len(setup.layers) - 1


def _other(rate: float) -> float:
    return max(0.1, round(1 - rate, 2)) if rate < 1 else 0.5


def _diagnosis(layer: LayerFacts, message: str, fix: str, severity: Severity) -> Diagnosis:
    return Diagnosis(
        Cause("dropout-high", message, fix, layer.location),
        kind="loss-stalled",
        title=f"Dropout of {layer.rate:.0%}",
        severity=severity,
        explains=_EXPLAINED,
        layer=layer.path,
        value=layer.rate,
    )
