"""Cause `weight-init`: weights that begin all alike, far too large, or far too small."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from pyadapter.core.causes.diagnosis import Diagnosis
from pyadapter.core.causes.network import (
    KEEPING,
    LINEAR,
    MAXIMA,
    NORMALIZATIONS,
    RECURRENT,
    activation_behind,
    called,
    fan_in,
    followers,
    hidden,
    is_normalized,
    is_weighted,
    kernel_of,
    learned,
    size_of,
)
from pyadapter.core.digest import short_number
from pyadapter.core.finding import Cause

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pyadapter.core.finding import Confidence, Kind
    from pyadapter.core.setup import LayerFacts, Setup, WeightFacts

GAIN = 10.0
"""Deviation of a unit's sum for inputs of unit scale; 1 to 1.4 keeps the scale from layer to layer (Glorot
and Bengio 2010, He et al. 2015). Ten times that saturates every sigmoid."""

DEVIATION = 0.3
"""Deviation of the weights themselves, so that a very wide layer with a usual one is left alone. Ours."""

LOST = 1e-6
"""What is left of the input's scale behind all layers. Ours: plain networks of thirty layers with Keras's own
initializer keep 1e-5."""

_EXPLAINED: frozenset[Kind] = frozenset({
    "gradient-vanishing", "gradient-exploding", "saturated-units", "dead-units", "loss-stalled",
    "loss-diverged", "nan", "inf", "output-range", "weights-unchanged", "weight-update-ratio",
})  # fmt: skip


def check(setup: Setup) -> Iterable[Diagnosis]:
    """Look at the weights that training begins with."""
    alike = [place for place in _inner(setup) if _is_alike(setup, place)]
    if alike:
        yield _alike(setup, alike)
        return
    if learned(setup):
        return
    large = [place for place in hidden(setup) if _gain(setup, place) >= GAIN]
    if large:
        yield _large(setup, large[0])
        return
    yield from _small(setup)


def _inner(setup: Setup) -> list[int]:
    recurrent = [
        place for place, layer in enumerate(setup.layers) if layer.kind in RECURRENT and not layer.own
    ]
    return sorted({*hidden(setup), *recurrent})


def _is_alike(setup: Setup, place: int) -> bool:
    """Whether units that begin alike stay alike: they see the same, and the next layer treats them so."""
    layer = setup.layers[place]
    kernels = [each for each in layer.weights if each.name in {"kernel", "recurrent_kernel"}]
    constant = all(each.minimum is not None and each.minimum == each.maximum for each in kernels)
    if not kernels or not constant or not layer.trainable or (layer.units or 0) < 2:  # noqa: PLR2004 -- others
        return False
    if not all(each.trainable for each in kernels):
        return False
    for after in followers(setup, place):
        behind = setup.layers[after]
        if is_weighted(behind) or behind.kind in RECURRENT:
            return True
        passing = behind.kind in KEEPING | LINEAR | MAXIMA | NORMALIZATIONS
        if not passing and behind.activation is None:
            return False  # an addition, an attention, the user's own: another path may tell units apart
    return False


def _alike(setup: Setup, places: list[int]) -> Diagnosis:
    layer = setup.layers[places[0]]
    kernel = next(each for each in layer.weights if each.name == "kernel")
    value = short_number(kernel.minimum or 0.0)
    what = "learn nothing" if not kernel.minimum else "stay the same unit"
    said = f"All weights of {called(layer)} begin at {value}, so its {layer.units} units {what}."
    kind: Kind = "output-range" if kernel.minimum else "gradient-vanishing"
    return _diagnosis(
        setup, places[0], said, kind, f"All weights begin at {value}", kernel.minimum, "certain"
    )


def _gain(setup: Setup, place: int) -> float:
    layer = setup.layers[place]
    kernel = kernel_of(layer)
    size = None if kernel is None else size_of(kernel)
    if kernel is None or size is None or size < DEVIATION or not layer.trainable:
        return 0.0
    return 0.0 if is_normalized(setup, place) else size * math.sqrt(fan_in(kernel))


def _large(setup: Setup, place: int) -> Diagnosis:
    layer = setup.layers[place]
    kernel = kernel_of(layer)
    size = 0.0 if kernel is None else size_of(kernel) or 0.0
    gain = _gain(setup, place)
    said = (
        f"Weights of {called(layer)} begin at ±{short_number(size)}: a sum over its "
        f"{0 if kernel is None else fan_in(kernel)} inputs is ±{short_number(gain)}, where ±1 is usual."
    )
    return _diagnosis(setup, place, said, "gradient-exploding", "Weights begin far too large", size)


def _small(setup: Setup) -> Iterable[Diagnosis]:
    """Multiply the gains of the layers of a chain."""
    inner = hidden(setup)
    if not setup.sequence or any(layer.kind in NORMALIZATIONS for layer in setup.layers):
        return
    gains = [(place, found) for place in inner if (found := _passed(setup, place)) is not None]
    total = math.prod(gain for _, gain in gains)
    if not gains or total >= LOST:
        return
    place = min(gains, key=lambda each: each[1])[0]
    layer, kernel = setup.layers[place], kernel_of(setup.layers[place])
    size = 0.0 if kernel is None else size_of(kernel) or 0.0
    said = (
        f"Weights of {called(layer)} begin at ±{short_number(size)}: {short_number(total)} of the "
        f"input's scale is left behind the {len(gains)} hidden layers."
    )
    yield _diagnosis(setup, place, said, "gradient-vanishing", "Weights begin far too small", size)


def _passed(setup: Setup, place: int) -> float | None:
    """Return the share of its input's scale that a layer passes on."""
    kernel: WeightFacts | None = kernel_of(setup.layers[place])
    size = None if kernel is None else size_of(kernel)
    if kernel is None or size is None:
        return None
    half = math.sqrt(0.5) if activation_behind(setup, place) in {"relu", "relu6"} else 1.0
    return size * math.sqrt(fan_in(kernel)) * half


def _diagnosis(  # noqa: PLR0913, PLR0917 -- what a diagnosis says
    setup: Setup,
    place: int,
    said: str,
    kind: Kind,
    title: str,
    value: float | None,
    confidence: Confidence = "likely",
) -> Diagnosis:
    layer = setup.layers[place]
    initializer = _initializer(setup, place)
    fix = f'{layer.kind}({layer.units}, ..., kernel_initializer="{initializer}")'
    cause = Cause("weight-init", said, fix, layer.location, confidence)
    return Diagnosis(cause, kind, title, explains=_EXPLAINED, layer=layer.path, value=value)


def _initializer(setup: Setup, place: int) -> str:
    layer: LayerFacts = setup.layers[place]
    rectified = layer.kind not in RECURRENT and activation_behind(setup, place) in {"relu", "relu6"}
    return "he_normal" if rectified else "glorot_uniform"
