"""Cause `saturating-stack`: so many sigmoids in a row that no gradient comes through."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from pyadapter.core.causes.diagnosis import Diagnosis
from pyadapter.core.causes.network import (
    KEEPING,
    LINEAR,
    MAXIMA,
    SIGMOIDAL,
    activation_behind,
    called,
    followers,
    is_weighted,
    kernel_of,
    size_of,
)
from pyadapter.core.digest import short_number
from pyadapter.core.finding import Cause

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pyadapter.core.finding import Kind
    from pyadapter.core.setup import LayerFacts, Setup

LOST = 1e-3
"""First layer's gradient divided by the last one's from which it has vanished (AUTOTRAINER)."""

FEWEST = {"sigmoid": 2, "hard_sigmoid": 2}
MANY = 4
"""Layers in a row from which they are named where a gradient vanished: two sigmoids, four of the others."""

_STEEPEST = {"sigmoid": 0.25, "hard_sigmoid": 0.2}
"""The largest derivative; that of the others is 1."""

STEPS = 10
"""Steps of a series from which a recurrence is a deep network. Ours: a sigmoid passes 1e-6 through these."""

_EXPLAINED: frozenset[Kind] = frozenset({
    "gradient-vanishing", "saturated-units", "loss-stalled", "weight-update-ratio", "output-range",
})  # fmt: skip


def check(setup: Setup) -> Iterable[Diagnosis]:
    """Look for a run of layers that shrink gradients: each by the largest derivative times its kernel's gain.

    A kernel of fan-out n and deviation s passes on s · sqrt(n) of a gradient (Glorot and Bengio 2010).
    """
    yield from _recurrent(setup)
    run = max((_run(setup, place) for place in range(len(setup.layers))), key=len, default=[])
    if not run:
        return
    layers = [setup.layers[place] for place in run]
    name = str(activation_behind(setup, run[0]))
    if len(run) < FEWEST.get(name, MANY):
        return
    passed = math.prod(_STEEPEST.get(name, 1.0) * _gain(layer) for layer in layers[1:])
    lost = passed < LOST
    first = layers[0]
    if lost:
        said = f"pass at most {short_number(passed)} of the gradient on to {called(first)}"
    else:
        said = f"from {called(first)} on: each shrinks gradients"
    replaced = f'{first.kind}({first.units}, ..., activation="relu", kernel_initializer="he_normal")'
    yield Diagnosis(
        Cause(
            "saturating-stack",
            f"{len(run)} {name} layers in a row {said}.",
            replaced,
            first.location,
            "likely" if lost else "possible",
        ),
        kind="gradient-vanishing",
        title=f"{len(run)} {name} layers in a row",
        severity="finding" if lost else "silent",
        explains=_EXPLAINED,
        layer=first.path,
        value=passed,
    )


def _recurrent(setup: Setup) -> Iterable[Diagnosis]:
    """Look for a plain recurrence of sigmoids: a step back in time is another layer (Pascanu et al. 2013)."""
    for layer in setup.layers:
        count = layer.input_shape[1] if layer.input_shape and len(layer.input_shape) > 2 else None  # noqa: PLR2004 -- rows, steps, features
        steep = _STEEPEST.get(layer.activation or "")
        if layer.kind != "SimpleRNN" or layer.own or steep is None or count is None or count < STEPS:
            continue
        kernel = next((each for each in layer.weights if each.name == "recurrent_kernel"), None)
        size = None if kernel is None else size_of(kernel)
        passed = (steep * (1.0 if size is None else size * math.sqrt(layer.units or 1))) ** count
        if passed < LOST:
            yield Diagnosis(
                Cause(
                    "saturating-stack",
                    f"{called(layer)} goes through {count} steps, and its {layer.activation} passes at most "
                    f"{short_number(passed)} of the gradient on to the first.",
                    f"LSTM({layer.units})",
                    layer.location,
                ),
                kind="gradient-vanishing",
                title="A long recurrence of sigmoids",
                explains=_EXPLAINED,
                layer=layer.path,
                value=passed,
            )
            return


def _run(setup: Setup, place: int) -> list[int]:
    """Return the saturating layers from one on, without a normalization or another path between them."""
    found: list[int] = []
    for each in (place, *followers(setup, place)):
        layer = setup.layers[each]
        if is_weighted(layer):
            if activation_behind(setup, each) not in SIGMOIDAL or not _leads_on(setup, each):
                break
            found.append(each)
        elif not found or (layer.kind not in KEEPING | LINEAR | MAXIMA and layer.kind != "Activation"):
            break
    return found


def _leads_on(setup: Setup, place: int) -> bool:
    """Whether other weights follow: the answer's own activation is no hidden one."""
    return any(is_weighted(setup.layers[each]) for each in followers(setup, place))


def _gain(layer: LayerFacts) -> float:
    kernel = kernel_of(layer)
    size = None if kernel is None else size_of(kernel)
    if kernel is None or size is None:
        return 1.0
    return size * math.sqrt((layer.units or 1) * math.prod(each or 1 for each in kernel.shape[:-2]))
