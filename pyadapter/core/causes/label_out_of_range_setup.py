"""Cause `label-out-of-range`, from all labels of a training: where the head or the labels need a change."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyadapter.core.causes.about import about
from pyadapter.core.causes.answers import BINARY, SPARSE, answers
from pyadapter.core.causes.label_sorts import called, span
from pyadapter.core.label_ranges import MARGIN

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pyadapter.core.causes.answers import Answer
    from pyadapter.core.causes.diagnosis import Diagnosis
    from pyadapter.core.finding import Kind
    from pyadapter.core.setup import ColumnFacts, Setup

_EXPLAINS: frozenset[Kind] = frozenset({"exception", "inf", "loss-diverged", "nan", "output-range"})

_MOST = 1000
"""Labels up to here are taken for numbers of classes, above for measurements: ImageNet has 1,000."""

_SIGNS = (-1.0, 1.0)


def check(setup: Setup) -> Iterator[Diagnosis]:
    """Compare all labels with the number of units."""
    for answer in answers(setup):
        labels = answer.labels
        if (
            labels is None
            or not labels.integral
            or not labels.distinct
            or answer.loss.ignored_label is not None
        ):
            continue
        low, high = int(labels.distinct[0]), int(labels.distinct[-1])
        sparse = answer.name in SPARSE and len(answer.output.shape) > 1
        if not sparse and not (answer.name in BINARY and answer.units == 1 and not answer.output.weighted):
            continue
        inside = low >= 0 and high < answer.units if sparse else low >= -MARGIN and high <= 1 + MARGIN
        if not inside and high < _MOST and _same_rows(answer, labels):
            yield _diagnosis(answer, labels, low, high)


def _same_rows(answer: Answer, labels: ColumnFacts) -> bool:
    """Whether labels are one number for each answer: one-hot rows with a sparse loss are refused."""
    shape = tuple(size for size in labels.batch_shape if size != 1)
    wanted = tuple(size for size in answer.output.shape[:-1] if size != 1)
    return shape == wanted


def _diagnosis(answer: Answer, labels: ColumnFacts, low: int, high: int) -> Diagnosis:
    name = called(labels) if labels.expression else "y"
    units = answer.units
    sparse = answer.name in SPARSE
    allowed = 2 if answer.name in BINARY else units
    can = (
        f"takes labels from 0 to {units - 1}"
        if sparse and units > 1
        else "has one class, 0"
        if sparse
        else "answers 0 to 1"
    )
    # Where labels come from a generator, the number of units is the nearest line that can be changed.
    place = labels.location or answer.size_place
    if labels.distinct == _SIGNS and allowed == 2:  # noqa: PLR2004 -- a yes or no
        fix = f"{name} = ({name} + 1) // 2"
    elif low > 0 and high - low < allowed:
        fix = f"{name} = {name} - {low}"
    elif low < 0 or (labels.distinct and len(labels.distinct) <= allowed):
        fix = f"{name} = np.unique({name}, return_inverse=True)[1]"
    else:
        place = answer.size_place
        fix = answer.head_as(high + 1, None if sparse and answer.loss.from_logits else "softmax")
        if not sparse:
            fix += ' and loss="sparse_categorical_crossentropy"'
        elif units == 1 and high == 1:
            fix += '  # or a sigmoid and loss="binary_crossentropy"'
    return about(
        answer,
        "label-out-of-range",
        f"Label {high if high >= allowed else low} of {allowed} class{'es' if allowed > 1 else ''}",
        f"{called(labels)} runs {span(labels)}, but {answer.layer} {can}",
        fix,
        place,
        kind="label-out-of-range",
        explains=_EXPLAINS,
        confidence="certain",
        value=float(high if high >= allowed else low),
    )
