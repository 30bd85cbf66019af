"""The distribution of the batch's labels and the model's answers to them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from pyadapter.core.batch.bars import probabilities_of
from pyadapter.core.batch.distributions import of_classes, of_numbers
from pyadapter.core.numbers import kind_of, native
from pyadapter.probe.watch.heads import head_of

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from pyadapter.core.batch.distributions import Bar, Distribution
    from pyadapter.probe.inspection.batch.columns import Column

LARGEST = 1 << 20
"""Values of labels that are counted."""


def distribution_of(columns: list[Column], model: Any, wanted: str | None) -> dict[str, Any] | None:
    """Compare labels with predictions.

    Args:
        columns: Of the batch.
        model: Says what its last activation answers; None where there is none.
        wanted: Name of the labels that the finding is about, when it is about some.

    Returns:
        The schema's `BatchDistribution`; None for labels that have no distribution worth showing.
    """
    labels = [column for column in columns if column.role == "label" and column.source is not None]
    made = [column for column in columns if column.role == "prediction" and column.source is not None]
    pairs = [(label, made[index] if index < len(made) else None) for index, label in enumerate(labels)]
    pairs.sort(key=lambda pair: pair[0].name != wanted)
    for label, prediction in pairs:
        found = _compared(label, prediction, model)
        if found is not None:
            return _wire(found)
    return None


def _compared(label: Column, prediction: Column | None, model: Any) -> Distribution | None:
    source = label.source
    if source is None or source.single or source.layout != "dense" or not source.rows:
        return None
    values = np.stack(source.some(list(range(source.rows))))
    if values.size > LARGEST or kind_of(values.dtype) not in {"b", "i", "f"}:
        return None
    if label.content.kind == "classes":
        classes = np.nonzero(values)[1] if label.content.one_hot else values
        return of_classes(classes, _likeliest(prediction), label.content.classes, label.known.name)
    if label.content.kind not in {"scalar", "vector", "probabilities"}:
        return None
    answers = None if prediction is None or prediction.source is None else prediction.source
    shown = None if answers is None else np.stack(answers.some(list(range(answers.rows))))
    return of_numbers(values, shown, _activation(prediction, model))


def _likeliest(prediction: Column | None) -> NDArray[np.int64] | None:
    if prediction is None or prediction.source is None or prediction.content.kind != "probabilities":
        return None
    source = prediction.source
    values = np.stack(source.some(list(range(source.rows))))
    rows = native(np.ascontiguousarray(values).reshape(-1)).reshape(len(values), -1)
    finite = rows[np.isfinite(rows).all(axis=1)]
    if rows.shape[1] != 1:
        return np.asarray(finite.argmax(axis=1), dtype=np.int64)
    activation = prediction.content.activation
    return np.array([probabilities_of(row, activation).argmax() for row in finite], dtype=np.int64)


def _activation(prediction: Column | None, model: Any) -> str | None:
    """Return the name of the activation that ends the model, where it has one at all."""
    head = None if prediction is None else head_of(prediction.leaf, model)
    return getattr(getattr(head, "activation", None), "__name__", None)


def _wire(found: Distribution) -> dict[str, Any]:
    groups = [{"name": name, "bars": [_bar(bar) for bar in bars]} for name, bars in found.groups]
    return {"title": found.title, "groups": groups, **({"note": found.note} if found.note else {})}


def _bar(bar: Bar) -> dict[str, Any]:
    ends = {} if bar.start is None else {"from": bar.start, "to": bar.end}
    return {"name": bar.name, "count": bar.count, **ends}
