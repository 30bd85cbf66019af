"""Cause `dead-relu`: units that begin below zero for every row, or were pushed there."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from pyadapter.core.causes.diagnosis import Diagnosis
from pyadapter.core.causes.network import (
    RECTIFIED,
    activation_behind,
    called,
    fan_in,
    hidden,
    is_normalized,
    kernel_of,
    size_of,
    typical,
)
from pyadapter.core.digest import short_number
from pyadapter.core.finding import Cause

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pyadapter.core.finding import Kind
    from pyadapter.core.setup import LayerFacts, Setup, WeightFacts

DEEP = 4.0
"""Standard deviations that a bias lies below zero before hardly any row reaches it (3 in 100,000 of a normal
distribution). Ours."""

_EXPLAINED: frozenset[Kind] = frozenset({"dead-units", "loss-stalled", "gradient-vanishing", "output-range"})
_NEVER_NEGATIVE = RECTIFIED | {"sigmoid", "softmax", "softplus"}


def check(setup: Setup) -> Iterable[Diagnosis]:
    """Look for a bias, or a kernel, that puts a ReLU's input below zero from the start."""
    inner = hidden(setup)
    rectified = [place for place in inner if activation_behind(setup, place) in RECTIFIED]
    for place in rectified:
        layer = setup.layers[place]
        why = "" if is_normalized(setup, place) else _below(setup, place)
        if why:
            yield _diagnosis(layer, why)
            return
    if rectified:
        layer = setup.layers[rectified[0]]
        yield Diagnosis(
            Cause(
                "dead-relu",
                f"A ReLU as in {called(layer)} that is below zero for every row gets no gradient, and stays.",
                f'{layer.kind}({layer.units}, ..., activation="leaky_relu")',
                layer.location,
                "possible",
            ),
            kind="dead-units",
            title="ReLU units can die",
            severity="silent",
        )


def _below(setup: Setup, place: int) -> str:
    layer = setup.layers[place]
    kernel = kernel_of(layer)
    bias = next((each for each in layer.weights if each.name == "bias"), None)
    if kernel is None or kernel.maximum is None or not layer.trainable:
        return ""
    highest = 0.0 if bias is None or bias.maximum is None else bias.maximum
    if _positive_inputs(setup, place) and kernel.maximum < 0 and highest <= 0:
        return (
            f"its kernel reaches up to {short_number(kernel.maximum)} only, and its inputs are never negative"
        )
    spread = _spread(setup, layer, kernel)
    if spread is not None and highest < 0 and highest < -DEEP * spread:
        return f"its biases begin at {short_number(highest)} or below, its inputs add about ±{spread:.2g}"
    return ""


def _positive_inputs(setup: Setup, place: int) -> bool:
    layer = setup.layers[place]
    if layer.inputs:
        before = layer.inputs[0]
        return len(layer.inputs) == 1 and setup.layers[before].activation in _NEVER_NEGATIVE
    columns = [each for each in setup.features if each.multiplied == layer.path]
    return bool(columns) and all(each.low is not None and each.low >= 0 for each in columns)


def _spread(setup: Setup, layer: LayerFacts, kernel: WeightFacts) -> float | None:
    size = size_of(kernel)
    inputs = max(
        (typical(each) or 1.0 for each in setup.features if each.multiplied == layer.path), default=1.0
    )
    return None if size is None else size * math.sqrt(fan_in(kernel)) * max(1.0, inputs)


def _diagnosis(layer: LayerFacts, why: str) -> Diagnosis:
    return Diagnosis(
        Cause(
            "dead-relu",
            f"The ReLU of {called(layer)} answers 0 to every row: {why}.",
            f'{layer.kind}({layer.units}, activation="relu", kernel_initializer="he_normal", '
            'bias_initializer="zeros")',
            layer.location,
        ),
        kind="dead-units",
        title="A ReLU is dead from the start",
        explains=_EXPLAINED,
        layer=layer.path,
    )
