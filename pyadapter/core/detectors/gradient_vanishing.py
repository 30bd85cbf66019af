"""Vanishing gradients: lost on the way to the first layers, gone from one layer, or gone from the start.

A model that has been fitted has small gradients everywhere, as it should: so a layer is compared with the
others of its model and with itself, and must stay small for many updates. Gradients that are exactly zero are
no finding here: unused branches have them, and dead or saturated units, which are kinds of their own.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from pyadapter.core.detectors.variables import NAME_ROOM, Found, numbers, shortened
from pyadapter.core.digest import short_number
from pyadapter.core.symptom import Symptom

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pyadapter.core.numbers import Array

RATIO = 1e-3
"""First layer's norm divided by the last one's (AUTOTRAINER)."""

SMALL = 1e-4
"""The first layer's norm (AUTOTRAINER)."""

THIRD = 1e-2
"""The first third's largest norm divided by the last third's: one small kernel, as those of queries in
attention are, is no lost gradient (measured: 2e-4 in a Transformer's first steps)."""

DECLINE = 0.7
"""Share of neighbours of which the earlier one's gradient is smaller. And no pair at an end may make up more
than this of the decline: inputs near zero make the first kernel's small, large features the last's. Ours."""

LAYERS = 4
"""Kernels that make a depth."""

PATIENCE = 10
"""Updates in a row (SageMaker looks at single steps): layers behind a gate that begins at zero recover
sooner."""

RISING = 3.0
"""Growth over these updates that says that it is recovering. Ours: noise of batches stays below."""

TINY = 1e-7
"""Root of the mean square of a gradient (SageMaker: mean of |g| below 1e-7)."""

FALL = 1e-4
KEPT = 0.1
"""A layer's norm divided by its own median, while the others keep so much of theirs. Ours: a fitted model's
gradients fall together."""

WINDOW = 20
"""Updates that make a median."""

LOSS = 1e-2
"""A loss above this is not a fitted model's (TheDeepChecker calls a loss below 1e-5 zero)."""

SHOWN = 6
SHOWN_LAYERS = 4


def find(  # noqa: PLR0913 - what is known of the gradients
    norms: Array,
    names: Sequence[str],
    roots: Array,
    layers: Sequence[Sequence[int]],
    *,
    highest: float,
    loss: float | None,
) -> Found | None:
    """Judge the last updates.

    Args:
        norms: Norm of each variable's gradient, shape (updates, variables), the oldest first, NaN where a
            variable had none.
        names: Paths of the variables.
        roots: For each variable the root of how many numbers it has.
        layers: Indices of the weights of rank 2 and more that get dense gradients, a layer each, in the order
            of depth.
        highest: The largest root mean square that any of the gradients ever had.
        loss: The loss now, where it is known.
    """
    kernels = [index for layer in layers for index in layer]
    if len(norms) < PATIENCE or not kernels:
        return None
    lately = norms[-PATIENCE:]
    if not bool((lately[:, kernels] > 0).all()):  # NaN, too: not in every update
        return None
    return (
        _lost_with_depth(lately, names, layers)
        or _gone_from_the_start(lately, names, kernels, highest, loss)
        or _fallen(norms[:, kernels], names, roots[kernels], kernels)
    )


def _lost_with_depth(lately: Array, names: Sequence[str], layers: Sequence[Sequence[int]]) -> Found | None:
    if len(layers) < LAYERS:
        return None
    lately = np.stack([lately[:, list(layer)].max(axis=1) for layer in layers], axis=1)
    third = max(2, -(-len(layers) // 3))
    first, last = lately[:, 0], lately[:, -1]
    of_thirds = lately[:, :third].max(axis=1) / lately[:, -third:].max(axis=1)
    lost = (first < SMALL) & (first < RATIO * last) & (of_thirds < THIRD)
    if not lost.all() or first[-1] > RISING * first[0]:
        return None
    steps = np.diff(np.log(lately), axis=1).mean(axis=0)
    if (steps > 0).mean() < DECLINE or max(steps[0], steps[-1]) > DECLINE * steps.sum():
        return None
    index = layers[0][0]
    ratio, last_name = short_number(float(first[-1] / last[-1])), shortened(names[layers[-1][0]], NAME_ROOM)
    return Found(
        index,
        Symptom(
            "gradient-vanishing",
            f"Gradient of {shortened(names[index], 20)} vanishes",
            f"Its norm is {ratio} of that of the last layer, {last_name}",
            (
                f"From the last layer to the first: {numbers(lately[-1, ::-1], SHOWN_LAYERS)}",
                f"So in each of the last {PATIENCE} updates",
            ),
            float(first[-1]),
        ),
    )


def _gone_from_the_start(
    lately: Array, names: Sequence[str], kernels: Sequence[int], highest: float, loss: float | None
) -> Found | None:
    if highest >= TINY or loss is None or abs(loss) < LOSS:
        return None
    index = kernels[-1]  # where the loss is nearest
    norm = float(np.fmax.reduce(lately[-1]))
    largest = shortened(names[int(np.nanargmax(lately[-1]))], NAME_ROOM)
    return Found(
        index,
        Symptom(
            "gradient-vanishing",
            "All gradients vanish",
            f"No gradient was ever above {TINY:g} on average, while the loss is {short_number(loss)}",
            (f"The largest norm: {short_number(norm)}, of {largest}",),
            norm,
        ),
    )


def _fallen(norms: Array, names: Sequence[str], roots: Array, kernels: Sequence[int]) -> Found | None:
    if len(norms) < WINDOW + PATIENCE or len(kernels) < 2:  # noqa: PLR2004 - one, and another to compare with
        return None
    lately = norms[-PATIENCE:].max(axis=0)
    with np.errstate(all="ignore"):
        kept = lately / np.median(norms[:-PATIENCE], axis=0)
    fallen = (kept < FALL) & (lately / roots < TINY)
    if not fallen.any() or fallen.all() or not np.median(kept[~fallen]) >= KEPT:
        return None
    worst = int(np.argmin(np.where(fallen, kept, np.inf)))
    name = names[kernels[worst]]
    return Found(
        kernels[worst],
        Symptom(
            "gradient-vanishing",
            f"Gradient of {shortened(name, 20)} vanished",
            f"Its norm fell to {short_number(float(kept[worst]))} of its median; other layers kept theirs",
            (f"Norm per update: {numbers(norms[-SHOWN:, worst], SHOWN)}",),
            float(norms[-1, worst]),
        ),
    )
