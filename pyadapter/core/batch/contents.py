"""Contents: what the values of a column are, which decides how they are shown."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

import numpy as np

from pyadapter.core.batch.images import ImageFormat, flat_layout_of, layout_of, scale_of
from pyadapter.core.batch.tokens import are_tokens, padding_of
from pyadapter.core.numbers import kind_of, native

if TYPE_CHECKING:
    from pyadapter.core.numbers import Array

Kind = Literal[
    "image", "tokens", "series", "vector", "scalar", "classes", "probabilities", "text", "ragged", "sparse",
    "other",
]  # fmt: skip
Role = Literal["feature", "label", "sampleWeight", "prediction", "output"]

CLASSIFIES = frozenset({
    "binary_crossentropy", "binary_focal_crossentropy", "categorical_crossentropy",
    "categorical_focal_crossentropy", "categorical_generalized_cross_entropy", "categorical_hinge", "hinge",
    "sparse_categorical_crossentropy", "squared_hinge",
})  # fmt: skip
"""Losses of Keras whose labels are classes."""

BINARY = frozenset({"binary_crossentropy", "binary_focal_crossentropy"})
"""Those of them with a probability for each class by itself, which a sigmoid makes."""

LONG = 256
"""Values of a row that nobody reads as a table."""

SMOOTH_LENGTH, SMOOTH = 24, 0.6
"""Length from which a row is a series when neighbours are alike, and the mean correlation of neighbours that
says so: columns of a table stand in no order, which gives about 0."""

MOST_CURVES = 16
"""Channels of a series; more are vectors in a sequence."""

SUM = 0.01
"""How far the probabilities of a row may be from 1 in sum: bfloat16 has steps of 2**-8."""


@dataclass(frozen=True)
class Hints:
    """What else is known of a column.

    Attributes:
        channels_first: Whether Keras is set to images with their channels first.
        embedded: Whether the model looks up what integers stand for.
        loss: Name of Keras' loss function.
        from_logits: Whether the loss takes what the last layer makes before its softmax or sigmoid.
    """

    channels_first: bool = False
    embedded: bool = False
    loss: str | None = None
    from_logits: bool = False


@dataclass(frozen=True)
class Content:
    """What the values of a column are.

    Attributes:
        kind: As in the schema.
        image: Of images.
        padding: The id that pads, of tokens.
        classes: How many there are, as far as the column says it.
        one_hot: Whether a row of classes has one value for each, 1 for those that are right: one or several.
        activation: What makes probabilities of the values for display: `softmax`, `sigmoid`; None when they
            are some.
    """

    kind: Kind
    image: ImageFormat | None = None
    padding: int | None = None
    classes: int | None = None
    one_hot: bool = False
    activation: str | None = None


def content_of(role: Role, sample: Array, hints: Hints) -> Content:
    """Say what the values of a dense column are.

    Args:
        role: What the column is for.
        sample: Some rows: shape (rows, ...).
        hints: What else is known.
    """
    if not kind_of(sample.dtype):
        return Content("text" if sample.dtype.kind in "SUO" else "other")
    values = native(np.ascontiguousarray(sample).reshape(-1)).reshape(sample.shape)
    if values.dtype.kind == "c":
        return Content("other" if values.ndim > 1 else "scalar")
    with np.errstate(over="ignore", invalid="ignore"):
        return _of_numbers(role, sample, values, hints)


def _of_numbers(role: Role, sample: Array, values: Array, hints: Hints) -> Content:
    found = None
    if role == "label":
        found = _label(values, hints)
    elif role == "prediction":
        found = _prediction(values, hints)
    if found is None and role != "sampleWeight":
        embedded = hints.embedded and role != "prediction"
        found = _tokens(values, embedded=embedded) or _image(sample, hints)
    return found or Content(_numbers(values))


def _tokens(values: Array, *, embedded: bool) -> Content | None:
    found = are_tokens(values, embedded=embedded)
    return Content("tokens", padding=padding_of(list(values))) if found else None


def _image(sample: Array, hints: Hints) -> Content | None:
    form = layout_of(sample.shape[1:], prefer_first=hints.channels_first, plane=sample.dtype == np.uint8)
    flat = sample.ndim == 2 and sample.size  # noqa: PLR2004 -- vectors
    if form is None and flat:
        form = flat_layout_of(sample)
    if form is None:
        return None
    scale, lowest, highest, bounded = scale_of(sample)
    sequence = sample.ndim == 3 and form.height != form.width  # noqa: PLR2004 -- of vectors
    if (sequence or flat) and not bounded:
        return None
    return Content("image", replace(form, scale=scale, lowest=lowest, highest=highest, bounded=bounded))


def _label(values: Array, hints: Hints) -> Content | None:
    shape = values.shape[1:]
    finite = values[np.isfinite(values)]
    if shape in {(), (1,)}:
        whole = values.dtype.kind in "biu" or bool((finite == np.trunc(finite)).all())
        classes = hints.loss in CLASSIFIES or (hints.loss is None and values.dtype.kind in "biu")
        return Content("classes") if whole and classes and finite.size else None
    if len(shape) != 1 or not values.size:
        return None
    shares = _shares(values)
    if (shares or hints.loss in BINARY) and bool(((values == 0) | (values == 1)).all()):
        return Content("classes", classes=shape[0], one_hot=True)
    return Content("probabilities", classes=shape[0]) if shares else None


def _prediction(values: Array, hints: Hints) -> Content | None:
    shape = values.shape[1:]
    if values.dtype.kind != "f" or len(shape) > 1 or hints.loss not in CLASSIFIES | {None}:
        return None
    single = shape in {(), (1,)}
    if hints.loss in BINARY:
        classes = 2 if single else shape[0]
        return Content("probabilities", classes=classes, activation="sigmoid" if hints.from_logits else None)
    if single or not (hints.from_logits or _shares(values)):
        return None
    return Content("probabilities", classes=shape[0], activation="softmax" if hints.from_logits else None)


def _shares(values: Array) -> bool:
    """Whether rows are probabilities that sum to 1; rows that are not finite are left out."""
    if not values.size or values.shape[-1] < 2:  # noqa: PLR2004 -- a choice
        return False
    rows = values.reshape(len(values), -1)
    with np.errstate(invalid="ignore", over="ignore"):
        rows = rows[np.isfinite(rows).all(axis=1)].astype(np.float64)
    inside = (rows >= -SUM).all() and (rows <= 1 + SUM).all()
    return bool(rows.size and inside and (np.abs(rows.sum(axis=1) - 1) <= SUM).all())


def _numbers(values: Array) -> Kind:
    """Tell scalars, vectors and series apart."""
    shape = values.shape[1:]
    if shape in {(), (1,)}:
        return "scalar"
    if len(shape) == 1:
        return "series" if shape[0] >= LONG or _smooth(values) else "vector"
    long, channels = shape[0], shape[-1]
    return "series" if len(shape) == 2 and channels <= MOST_CURVES and long > channels else "other"  # noqa: PLR2004 -- time and channels


def _smooth(values: Array) -> bool:
    if values.shape[1] < SMOOTH_LENGTH or values.dtype.kind != "f":
        return False
    rows = values.astype(np.float64)
    rows = rows[np.isfinite(rows).all(axis=1)]
    with np.errstate(invalid="ignore", over="ignore", divide="ignore"):
        centred = rows - rows.mean(axis=1, keepdims=True)
        together = (centred[:, 1:] * centred[:, :-1]).sum(axis=1) / (centred**2).sum(axis=1)
    together = together[np.isfinite(together)]
    return bool(together.size and together.mean() >= SMOOTH)
