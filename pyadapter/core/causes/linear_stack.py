"""Cause `linear-stack`: layers in a row with nothing non-linear between them are one linear layer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyadapter.core.causes.diagnosis import Diagnosis
from pyadapter.core.causes.network import (
    CONVOLUTIONS,
    DENSE,
    KEEPING,
    LINEAR,
    MAXIMA,
    NORMALIZATIONS,
    called,
    fan_in,
    followers,
    hidden,
    is_weighted,
    kernel_of,
)
from pyadapter.core.finding import Cause

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pyadapter.core.causes.diagnosis import Severity
    from pyadapter.core.finding import Kind
    from pyadapter.core.setup import LayerFacts, Setup

STRAIGHT = 0.9
"""How well a straight line may answer before nothing more is needed. Ours: a task that is linear is learned
by a linear network."""

_EXPLAINED: frozenset[Kind] = frozenset({"loss-stalled", "output-range"})
_ACTIVATIONS = frozenset({"Activation", "Softmax"})


def check(setup: Setup) -> Iterable[Diagnosis]:
    """Look for layers that are redundant by definition: W2(W1 x) is (W2 W1) x.

    NeuraLint (TOSEM 2021) has the same rule. A narrow layer between wide ones is none: it bounds the rank, as
    linear autoencoders, matrix factorizations and adapters of low rank want it. A single layer without
    activation in a network that has others is a hint: it costs, and does no harm.
    """
    pairs = [pair for place in range(len(setup.layers)) if (pair := _pair(setup, place)) is not None]
    inner = hidden(setup)
    if not setup.layers or not inner:
        yield from _line(setup)
        return
    linear = [place for place in inner if _is_linear(setup, place)]
    nothing_else = len(linear) == len(inner) and all(map(_is_harmless, setup.layers))
    if nothing_else and (pairs or _behind_pools(setup, linear)):
        enough = not setup.measured or (setup.straight is not None and setup.straight >= STRAIGHT)
        yield _diagnosis(setup, linear[0], linear, "hint" if enough else "finding")
    else:
        for first, _ in pairs:
            yield _diagnosis(setup, first, [first], "hint")


def _pair(setup: Setup, place: int) -> tuple[int, int] | None:
    """Return a layer without activation and the one that follows it with nothing non-linear between."""
    layer = setup.layers[place]
    kernel = kernel_of(layer)
    if not _is_linear(setup, place) or kernel is None or not layer.units:
        return None
    for after in followers(setup, place):
        behind = setup.layers[after]
        if behind.kind in KEEPING or behind.kind in LINEAR or behind.kind in NORMALIZATIONS:
            continue
        wide = layer.units >= min(fan_in(kernel), behind.units or 1)
        return (place, after) if is_weighted(behind) and wide else None
    return None


def _is_linear(setup: Setup, place: int) -> bool:
    """Whether a layer has no activation, and none is a layer of its own behind it."""
    layer = setup.layers[place]
    if not is_weighted(layer) or layer.kind == "EinsumDense" or layer.activation != "linear":
        return False
    for after in followers(setup, place):
        behind = setup.layers[after]
        if behind.kind in KEEPING or behind.kind in NORMALIZATIONS or behind.kind in LINEAR | MAXIMA:
            continue
        return is_weighted(behind)
    return False


def _is_harmless(layer: LayerFacts) -> bool:
    """Whether a layer brings no non-linearity but the maxima of a pool and the answer's own."""
    if layer.own:
        return False
    known = KEEPING | NORMALIZATIONS | LINEAR | MAXIMA | DENSE | CONVOLUTIONS | _ACTIVATIONS
    return layer.kind in known and layer.kind != "EinsumDense"


def _behind_pools(setup: Setup, linear: list[int]) -> bool:
    """Whether maxima are all there is between several convolutions and dense layers."""
    return len(linear) > 1 and any(layer.kind in MAXIMA for layer in setup.layers)


def _diagnosis(setup: Setup, first: int, linear: list[int], severity: Severity) -> Diagnosis:
    layer = setup.layers[first]
    different = list(dict.fromkeys(called(setup.layers[place]) for place in linear[:3]))
    names = ", ".join(different) if len(different) > 1 else f"{len(linear)} layers {different[0]}"
    if len(linear) > 1:
        pooled = any(each.kind in MAXIMA for each in setup.layers)
        what = "only pools stand between them" if pooled else "together they are one linear layer"
        said = f"{names} have no activation: {what}"
    else:
        said = f"{different[0]} has no activation: with the layer behind it, it is one linear layer"
    if setup.straight is not None and severity == "finding":
        said += f", and a straight line reaches {setup.straight:.0%}"
    return Diagnosis(
        Cause("linear-stack", f"{said}.", f'{_written(layer)[:-1]}, activation="relu")', layer.location),
        kind="output-range",
        title="Hidden layers without activation",
        severity=severity,
        explains=_EXPLAINED,
        layer=layer.path,
    )


def _written(layer: LayerFacts) -> str:
    size = layer.options.get("kernel_size")
    if layer.kind in CONVOLUTIONS and isinstance(size, tuple):
        return f"{layer.kind}({layer.units}, {size[0] if len(set(size)) == 1 else size})"
    return f"{layer.kind}({layer.units})"


def _line(setup: Setup) -> Iterable[Diagnosis]:
    """Say of a single layer that it is one, where a training gets no further."""
    weighted = [layer for layer in setup.layers if layer.weights]
    if len(weighted) != 1 or weighted[0].kind != "Dense" or weighted[0].own:
        return
    if setup.straight is not None and setup.straight >= STRAIGHT:
        return
    layer = weighted[0]
    said = f"{called(layer)} is all there is: it can only draw a straight line through the features"
    if setup.straight is not None:
        said += f", and the best one reaches {max(0.0, setup.straight):.0%}"
    yield Diagnosis(
        Cause(
            "linear-stack",
            f"{said}.",
            'Dense(32, activation="relu")  # before it',
            layer.location,
            "possible" if setup.straight is None else "certain",
        ),
        kind="loss-stalled",
        title="A single layer is a straight line",
        severity="silent",
        explains=_EXPLAINED,
        layer=layer.path,
    )
