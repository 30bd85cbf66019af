"""Exploding gradients: a norm that leaves its own range by orders of magnitude, or that grows with depth.

Thresholds of published tools, tempered until healthy training stays silent: a gradient may be large from the
first update on (targets that are not scaled), may jump from batch to batch (tiny batches), and may begin at
zero (layers behind a gate that is initialised to zero).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from pyadapter.core.detectors.variables import NAME_ROOM, Found, listed, numbers, shortened
from pyadapter.core.digest import short_number
from pyadapter.core.symptom import Symptom

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pyadapter.core.numbers import Array

GROWTH = 2.0
"""Growth from one update to the next that counts as running away (TheDeepChecker: at least 2 a step)."""

RUN = 3
"""Updates in a row: one large batch, and the way back from it, make two."""

ORDERS = 1e3
"""Growth over the whole run, or over the median of the window. AUTOTRAINER alarms at 70; measured: a GAN and
batches of two rows reach 300 in good health."""

OWN = 10.0
"""Above the largest norm that the window saw before. Ours: an order of magnitude."""

SUDDEN = 1e6
"""Above the largest norm before it, and above 1: growth that no pair of batches explains. A recurrence takes
one update from 256 to 1e10 (measured)."""

LEAST = 100.0
"""Norms below this do no harm, however much they grew; measured: a fitted model's jump from 1e-5 to 1."""

FLOOR = 0.1
"""A norm that grew from below this is taken to have grown from here: layers behind a gate begin at zero."""

WINDOW = 20
"""Updates that make a median."""

DEPTH = 1e4
"""First layer's norm divided by the last one's (AUTOTRAINER: 70; measured in healthy models: up to 900)."""

SHOWN = 6
SHOWN_LAYERS = 4


def find(norms: Array, names: Sequence[str], layers: Sequence[Sequence[int]]) -> Found | None:
    """Judge the newest update.

    Args:
        norms: Norm of each variable's gradient, shape (updates, variables), the oldest first, NaN where a
            variable had none; the last row is the one that is judged.
        names: Paths of the variables.
        layers: Indices of the weights of rank 2 and more, a layer each, in the order of depth.
    """
    newest = norms[-1]
    if not np.fmax.reduce(newest) >= LEAST:
        return None
    return (
        _sudden(norms, names)
        or _grown(norms, names)
        or _left_its_range(norms, names)
        or _grows_with_depth(norms, names, layers)
    )


def _sudden(norms: Array, names: Sequence[str]) -> Found | None:
    if len(norms) == 1:
        return None
    growth = norms[-1] / np.maximum(np.fmax.reduce(norms[:-1]), 1.0)
    if not np.fmax.reduce(growth) >= SUDDEN:
        return None
    index = int(np.nanargmax(growth))
    before, now = (short_number(float(norm)) for norm in norms[-2:, index])
    return _exploding(index, names, f"Its norm jumped from {before} to {now} in one update", norms)


def _grown(norms: Array, names: Sequence[str]) -> Found | None:
    newest = norms[-1]
    worst: tuple[float, int, int] | None = None
    for index in np.flatnonzero(newest >= LEAST).tolist():
        series = norms[:, index]
        start = len(series) - 1
        while start and series[start] >= GROWTH * series[start - 1]:
            start -= 1
        growth = series[-1] / max(series[start], FLOOR)
        above = start == 0 or series[-1] >= OWN * np.fmax.reduce(series[:start])
        run = len(series) - 1 - start
        if run >= RUN and growth >= ORDERS and above and (worst is None or growth > worst[0]):
            worst = growth, index, run
    if worst is None:
        return None
    growth, index, run = worst
    series = norms[:, index]
    summary = (
        f"Its norm grew {short_number(growth)}-fold in {run} updates, to {short_number(float(series[-1]))}"
    )
    return _exploding(index, names, summary, norms)


def _left_its_range(norms: Array, names: Sequence[str]) -> Found | None:
    if len(norms) < WINDOW + RUN:
        return None
    earlier, lately = norms[:-RUN], norms[-RUN:].min(axis=0)
    with np.errstate(all="ignore"):
        usual = np.maximum(np.median(earlier, axis=0), FLOOR)
        beyond = (lately >= LEAST) & (lately >= ORDERS * usual) & (lately >= OWN * earlier.max(axis=0))
    if not beyond.any():
        return None
    index = int(np.argmax(np.where(beyond, lately / usual, 0)))
    growth = norms[-1, index] / usual[index]
    summary = f"Its norm is {short_number(float(growth))} times the median of {len(earlier)} updates"
    return _exploding(index, names, summary, norms)


def _grows_with_depth(norms: Array, names: Sequence[str], layers: Sequence[Sequence[int]]) -> Found | None:
    if len(norms) < RUN or len(layers) < 2:  # noqa: PLR2004 - a first and a last one
        return None
    of_layers = np.stack([norms[-RUN:, list(layer)].max(axis=1) for layer in layers], axis=1)
    first, last = of_layers[:, 0], of_layers[:, -1]
    if not bool(((first >= LEAST) & (last > 0) & (first >= DEPTH * last)).all()):
        return None
    index = layers[0][int(np.argmax(norms[-1, list(layers[0])]))]
    ratio = short_number(float(first[-1] / last[-1]))
    last_name = shortened(names[layers[-1][0]], NAME_ROOM)
    return Found(
        index,
        Symptom(
            "gradient-exploding",
            f"Gradient of {shortened(names[index], 20)} explodes",
            f"Its norm is {ratio} times that of the last layer, {last_name}",
            (f"From the last layer to the first: {numbers(of_layers[-1, ::-1], SHOWN_LAYERS)}",),
            float(first[-1]),
        ),
    )


def _exploding(index: int, names: Sequence[str], summary: str, norms: Array) -> Found:
    series = norms[:, index]
    with np.errstate(all="ignore"):
        before = np.maximum(norms[-RUN - 1 if len(norms) > RUN else 0], FLOOR)
        along = [other for other in np.flatnonzero(norms[-1] >= OWN * before).tolist() if other != index]
    evidence = [f"Norm per update: {numbers(series[-SHOWN:], SHOWN)}"]
    if along:
        evidence.append(f"Others grew with it: {listed([names[other] for other in along], 55)}")
    return Found(
        index,
        Symptom(
            "gradient-exploding",
            f"Gradient of {shortened(names[index], 20)} explodes",
            summary,
            tuple(evidence),
            float(series[-1]),
        ),
    )
