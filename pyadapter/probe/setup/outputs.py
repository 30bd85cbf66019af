"""Predictions of the first batch as facts, and what of the batch they are compared with."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from pyadapter.core.setup import OutputFacts
from pyadapter.probe.watch.heads import head_of, units_of
from pyadapter.probe.watch.values import numbers

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from pyadapter.core.setup import LayerFacts


def output_facts(  # noqa: PLR0913, PLR0917 -- what is known of a call
    position: int,
    call: tuple[Any, Any, Any, str | None, bool],
    model: Any,
    layers: Sequence[Any],
    facts: Sequence[LayerFacts],
    leaves: Sequence[Any],
) -> OutputFacts:
    """Describe the predictions that a loss was called with.

    Args:
        position: Of the loss.
        call: As in `Gathered`.
        model: None in a loop of the user's.
        layers: The model's.
        facts: Of the layers.
        leaves: Labels of the batch.
    """
    _, y_true, y_pred, activation, weighted = call
    head = units_of(y_pred, model)
    place = next((index for index, layer in enumerate(layers) if layer is head), None)
    values = numbers(y_pred)
    known: dict[str, Any] = {}
    if values is not None and values.size:
        finite = values[np.isfinite(values)]
        if finite.size:
            known = {"low": float(finite.min()), "high": float(finite.max())}
        if values.ndim > 1:
            sums = values.sum(axis=-1, dtype=np.float64)
            known["row_sum"] = (float(sums.min()), float(sums.max()))
    if activation is None:
        activation = _configured(y_pred, model, layers, facts, place)
    return OutputFacts(
        loss=position,
        activation=activation,
        head=place,
        labels=_place_of(y_true, leaves),
        shape=tuple(getattr(y_pred, "shape", ())),
        logits_kept=hasattr(y_pred, "_keras_logits"),
        weighted=weighted or getattr(y_pred, "_keras_mask", None) is not None,
        **known,
    )


def _place_of(y_true: Any, leaves: Sequence[Any]) -> int | None:
    """Find what a loss was called with among the labels of the batch: that very tensor, or a cast of it.

    A loss of one's own step may be called with something else: a teacher's answers, ones for what is real.
    """
    same = next((place for place, leaf in enumerate(leaves) if leaf is y_true), None)
    wanted = numbers(y_true)
    if same is not None or wanted is None:
        return same
    for place, leaf in enumerate(leaves):
        array = numbers(leaf)
        if array is not None and array.size == wanted.size and _alike(array, wanted):
            return place
    return None


def _alike(left: NDArray[Any], right: NDArray[Any]) -> bool:
    flat = [each.astype(np.float64).reshape(-1) for each in (left, right)]
    # bfloat16 has steps of 2**-8.
    return np.allclose(flat[0], flat[1], rtol=1e-2, equal_nan=True)


def _configured(
    y_pred: Any, model: Any, layers: Sequence[Any], facts: Sequence[LayerFacts], place: int | None
) -> str | None:
    """Return the activation that the last layer is set to apply, where nothing can come after it unseen."""
    if getattr(model, "outputs", None):
        last = head_of(y_pred, model)
        return next((facts[index].activation for index, layer in enumerate(layers) if layer is last), None)
    activation = None if place is None else facts[place].activation
    # Keras leaves the logits with what these two make, and nothing else has them.
    squashed = activation in {"sigmoid", "softmax"} and hasattr(y_pred, "_keras_logits")
    return activation if squashed or activation == "linear" else None
