"""Causes of a loss that refuses its labels: `loss-for-task` and `incompatible-shapes`.

By Keras's documentation, sparse losses take the number of a class, categorical ones a one-hot row.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyadapter.core.causes.refused import RECURRENT, made_size, written
from pyadapter.core.causes.sizes import changed_size
from pyadapter.core.finding import Cause
from pyadapter.core.refusal import shape_in_words
from pyadapter.core.shapes import differing_axes

if TYPE_CHECKING:
    from pyadapter.core.causes.facts import Facts
    from pyadapter.core.causes.refused import Given, Refused
    from pyadapter.core.finding import Location
    from pyadapter.core.setup import ColumnFacts, LayerFacts, Shape

_ROW = 2
"""Rank of one vector a row."""


def find(facts: Facts) -> Cause | None:
    """Compare the shapes of labels and predictions, and both with the loss."""
    refused = facts.refused
    if refused is None or refused.pair is None or facts.kind not in {"shape-mismatch", "exception"}:
        return None
    labels, predictions = refused.pair
    if facts.phase == "metric":
        return None
    losses = facts.setup.losses if facts.setup is not None else ()
    loss = ((losses[0].name if losses else None) or facts.loss or "").lower()
    return (
        _wants_other_labels(facts, loss, labels, predictions)
        or _other_width(facts, labels, predictions)
        or _other_sizes(refused, labels, predictions)
        or _fewer_axes(refused, labels, predictions)
    )


def _wants_other_labels(facts: Facts, loss: str, labels: Shape, predictions: Shape) -> Cause | None:
    classes = predictions[-1] if predictions else None
    location = _line_of_loss(facts)
    if "sparse" in loss and labels == predictions and classes != 1:
        what = f"A row has {classes} one-hot labels; {loss} takes the number of the class."
        return Cause("loss-for-task", what, 'loss="categorical_crossentropy"', location, "certain")
    numbers = _without_last(labels, len(predictions)) == predictions[:-1]
    if not numbers or "sparse" in loss or classes in {1, None}:
        return None
    later = _of_later_data(facts, classes)
    if later is not None and "crossentropy" in loss:
        return later
    column = _labels(facts)
    two = column is not None and column.distinct is not None and set(column.distinct) <= {0.0, 1.0}
    if "binary" in loss and classes == 2 and two and not _softmax(facts):  # noqa: PLR2004 -- a class and its opposite
        head = _head(facts)
        what = f"A label is one number, 0 or 1, and a row has {classes} predictions."
        fix = 'keras.layers.Dense(1, activation="sigmoid")'
        return Cause("incompatible-shapes", what, fix, head.location if head else location)
    if "crossentropy" not in loss and "cross_entropy" not in loss:
        return None
    what = f"A label is the number of a class, the predictions of a row are {classes} probabilities."
    return Cause("loss-for-task", what, 'loss="sparse_categorical_crossentropy"', location, "certain")


def _of_later_data(facts: Facts, classes: int | None) -> Cause | None:
    """Explain labels of an evaluation that are not as those of the training were."""
    refused = facts.refused
    later = None if refused is None else refused.data("validation y")
    if refused is not None and refused.call in {"evaluate", "test_on_batch"}:
        later = refused.data("y")
    trained = None if refused is None or later is None else refused.data("y")
    if refused is None or later is None or (trained is not later and trained and _alike(trained, later)):
        return None
    message = f"`{later.name}` holds one number a row, and the model was trained on rows of {classes}."
    fix = f"{later.name} = keras.utils.to_categorical({later.name}, {classes})"
    return Cause("incompatible-shapes", message, fix, later.location or refused.line)


def _alike(first: Given, second: Given) -> bool:
    return len(first.shape) == len(second.shape) and first.shape[1:] == second.shape[1:]


def _without_last(labels: Shape, rank: int) -> Shape:
    """Return labels without a last axis of size 1 that predictions have for their classes."""
    return labels[:-1] if len(labels) == rank and labels[-1:] == (1,) else labels


def _softmax(facts: Facts) -> bool:
    head = _head(facts)
    return head is not None and head.activation == "softmax"


def _labels(facts: Facts) -> ColumnFacts | None:
    columns = facts.setup.labels if facts.setup is not None else ()
    return columns[0] if len(columns) == 1 else None


def _head(facts: Facts) -> LayerFacts | None:
    refused = facts.refused
    return next((each for each in refused.before if each.units is not None), None) if refused else None


def _line_of_loss(facts: Facts) -> Location | None:
    losses = facts.setup.losses if facts.setup is not None else ()
    made = [loss.location for loss in losses if loss.location is not None]
    compiled = facts.setup.location if facts.setup is not None else None
    return (made[0] if len(made) == 1 else compiled) or facts.location


def _other_width(facts: Facts, labels: Shape, predictions: Shape) -> Cause | None:
    """Compare the units of the last layer with the width of the labels."""
    refused = facts.refused
    if refused is None or len(labels) != len(predictions) or len(labels) < _ROW:
        return None
    if differing_axes(labels, predictions) != [len(labels) - 1]:
        return None
    width, units = labels[-1], predictions[-1]
    head = made_size(refused.before, len(predictions) - 1)
    column = _labels(facts)
    given = refused.data("y")
    first_empty = column is not None and column.one_hot and column.column_maximum[:1] == (0.0,)
    if first_empty and units is not None and width == units + 1:
        name = given.name if given is not None else "y"
        return Cause(
            "incompatible-shapes",
            f"A row has {width} labels, of which the first is never 1: classes count from 1; the last layer "
            f"has {units} units.",
            f"{name} = keras.utils.to_categorical(labels - 1)  # or {written_units(head, width)}",
            (given.location if given is not None else None) or (head.location if head else None),
        )
    return Cause(
        "incompatible-shapes",
        f"A row has {width} label{'s' if width != 1 else ''}, the last layer {units} units.",
        f"{written_units(head, width)}  # the last layer",
        head.location if head is not None else facts.location,
        "certain",
    )


def written_units(head: LayerFacts | None, width: int | None) -> str:
    """Write a layer with as many units as a row has labels."""
    kind = head.kind if head is not None and head.units is not None else "Dense"
    return f"{kind}({width})" if kind == "Dense" else f"{kind}({width}, ...)"


def _other_sizes(refused: Refused, labels: Shape, predictions: Shape) -> Cause | None:
    """Look for the layer that gave the predictions another height, width or length."""
    if len(labels) != len(predictions):
        return None
    axes = [axis for axis in differing_axes(labels, predictions) if 0 < axis < len(labels) - 1]
    if not axes:
        return None
    axis = axes[0]
    wanted, got = labels[axis], predictions[axis]
    found = changed_size(refused.before, axis, wanted)
    what = f"Labels are {shape_in_words(labels[1:])}, predictions {shape_in_words(predictions[1:])} a row"
    if found is None:
        head = refused.before[0] if refused.before else None
        fix = 'Give each layer padding="same", and as many UpSampling as pooling layers.'
        return Cause("incompatible-shapes", f"{what}.", fix, head.location if head else refused.at)
    layer, fix, why = found
    return Cause("incompatible-shapes", f"{what}: `{layer.name}` {why.format(got=got)}.", fix, layer.location)


def _fewer_axes(refused: Refused, labels: Shape, predictions: Shape) -> Cause | None:
    """Look for the layer that took away the steps that labels have."""
    if len(labels) <= len(predictions) or len(labels) <= _ROW:
        return None
    what = f"Labels are {shape_in_words(labels[1:])} a row, predictions {shape_in_words(predictions[1:])}"
    for layer in refused.before:
        given, made = layer.input_shape, layer.output_shape
        if layer.kind in RECURRENT and not layer.options.get("return_sequences"):
            message = f"{what}: `{layer.name}` keeps the last step only."
            fix = written(layer, "return_sequences=True")
            return Cause("incompatible-shapes", message, fix, layer.location)
        if given is not None and made is not None and len(made) < len(given):
            message = f"{what}: `{layer.name}` takes the other axes away."
            return Cause("incompatible-shapes", message, "Leave this layer out.", layer.location)
    return None
