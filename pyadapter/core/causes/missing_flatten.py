"""Cause `missing-flatten`: predictions have the axes of images or of time where labels have one value a row.

By Keras's documentation of `Dense` it works on the last axis alone and keeps all others.
"""

from __future__ import annotations

from math import prod
from typing import TYPE_CHECKING

from pyadapter.core.causes.diagnosis import Diagnosis
from pyadapter.core.causes.refused import RECURRENT
from pyadapter.core.finding import Cause
from pyadapter.core.refusal import shape_in_words

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from pyadapter.core.causes.facts import Facts
    from pyadapter.core.setup import LayerFacts, Setup, Shape

ELEMENTWISE = frozenset({
    "binary_crossentropy", "categorical_hinge", "hinge", "huber", "log_cosh", "mean_absolute_error",
    "mean_absolute_percentage_error", "mean_squared_error", "mean_squared_logarithmic_error", "poisson",
    "squared_hinge",
})  # fmt: skip
"""Losses of Keras that compare value with value, so that shapes that differ are broadcast silently."""

_CONVOLVES = ("Conv", "Pool", "UpSampling")
_ROW = 2
"""Rank of one value, or one vector, a row."""


def find(facts: Facts) -> Cause | None:
    """Compare the predictions with the labels that a loss has refused."""
    refused = facts.refused
    if refused is None:
        return None
    if refused.pair is not None:
        labels, predictions = refused.pair
        return _cause(labels, predictions, refused.before) if kept(labels, predictions) else None
    return _flat_input(facts)


def check(setup: Setup) -> Iterable[Diagnosis]:
    """Look for predictions with more axes than their labels, which a loss broadcasts silently."""
    for output in setup.outputs:
        loss = setup.losses[output.loss].name if output.loss is not None else None
        if loss not in ELEMENTWISE or output.labels is None:
            continue
        labels = setup.labels[output.labels].batch_shape
        if kept(labels, output.shape):
            cause = _cause(labels, output.shape, _backwards(setup, output.head))
            yield Diagnosis(cause, "silent-broadcast", "Predictions have axes that labels lack")


def kept(labels: Shape, predictions: Shape) -> bool:
    """Whether predictions have an axis before the last that labels have not."""
    if len(predictions) <= _ROW or len(labels) > _ROW:
        return False
    middle = predictions[1:-1]
    if prod(size or 2 for size in middle) == 1:
        return False
    # One label for each step of a sequence is meant.
    return not (len(predictions) == _ROW + 1 and labels[1:] == middle)


def _backwards(setup: Setup, head: int | None) -> tuple[LayerFacts, ...]:
    """Return the layers from the head to the first one, by first inputs."""
    found: list[LayerFacts] = []
    while head is not None and len(found) < len(setup.layers):
        layer = setup.layers[head]
        found.append(layer)
        head = next((place for place in layer.inputs if place < head), None)
    return tuple(found)


def _cause(labels: Shape, predictions: Shape, before: Sequence[LayerFacts]) -> Cause:
    message = (
        f"A row has {_in_words(labels)}, and its predictions are {shape_in_words(predictions[1:])}: nothing "
        f"takes the axes before the last away."
    )
    dense: LayerFacts | None = None
    for layer in before:
        if layer.kind in RECURRENT and layer.options.get("return_sequences"):
            fix = f"{layer.kind}({layer.units or '...'})  # without return_sequences=True"
            return Cause("missing-flatten", message, fix, layer.location, "certain")
        if layer.kind.startswith(_CONVOLVES) or any(part in layer.kind for part in _CONVOLVES):
            break
        if layer.kind == "Embedding":
            fix = "keras.layers.GlobalAveragePooling1D(),  # before this line; or Flatten()"
            return Cause("missing-flatten", message, fix, (dense or layer).location, "certain")
        if layer.kind in {"Dense", "TimeDistributed"} or layer.own:
            dense = layer
    fix = "keras.layers.Flatten(),  # before this line"
    place = dense or (before[0] if before else None)
    return Cause("missing-flatten", message, fix, place.location if place else None, "certain")


def _in_words(labels: Shape) -> str:
    size = prod(each or 1 for each in labels[1:])
    return "one label" if size == 1 else f"{size} labels"


def _flat_input(facts: Facts) -> Cause | None:
    """Look for images where the model takes them flat."""
    refused = facts.refused
    fed = None if refused is None else refused.fed
    declared = None if refused is None else refused.declared
    if refused is None or fed is None or declared is None or declared.output_shape is None:
        return None
    row, given = declared.output_shape[1:], fed.shape[1:]
    if len(row) != 1 or len(given) < _ROW or None in given or prod(size or 0 for size in given) != row[0]:
        return None
    return Cause(
        "missing-flatten",
        f"A row of `{fed.name}` is {shape_in_words(given)}; the model takes it flat, {shape_in_words(row)}.",
        f"{fed.name} = {fed.name}.reshape(len({fed.name}), {row[0]})",
        fed.location or refused.line,
        "certain",
    )
