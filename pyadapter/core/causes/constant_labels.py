"""Cause `constant-labels`: every row has the same label, as it is given or as the loss reads it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyadapter.core.causes.about import about
from pyadapter.core.causes.answers import CROSS_ENTROPIES, SPARSE, answers
from pyadapter.core.causes.label_sorts import called, span
from pyadapter.core.digest import short_number

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pyadapter.core.causes.answers import Answer
    from pyadapter.core.causes.diagnosis import Diagnosis
    from pyadapter.core.finding import Kind
    from pyadapter.core.setup import ColumnFacts, Setup

_ID = "constant-labels"
_EXPLAINS: frozenset[Kind] = frozenset({"dead-units", "gradient-vanishing", "loss-stalled", "output-range"})

_FEWEST = 8
"""Rows that must be the same before they are called constant (as in `core.detectors.input_range`)."""

_CLASSIFIERS = CROSS_ENTROPIES | {"categorical_hinge", "hinge", "squared_hinge"}


def check(setup: Setup) -> Iterator[Diagnosis]:
    """Look for labels that name one class only, in all the data of a training of several epochs.

    One epoch with one label is how the two halves of a GAN are taught in turn. Targets of a regression may be
    constant on purpose: what a residual should be is 0.
    """
    fit = setup.fit
    for answer in answers(setup):
        labels = answer.labels
        if labels is None or answer.name not in _CLASSIFIERS or not _rows(labels):
            continue
        if answer.name in SPARSE and _cut_to_zero(labels):
            yield _truncated(answer, labels)
        elif labels.whole and fit is not None and (fit.epochs or 1) > 1 and _constant(labels):
            yield about(
                answer,
                _ID,
                "All labels are the same",
                f"Each of the {labels.shape[0]} rows of {called(labels)} is {_shown(labels)}: there is "
                "nothing to tell apart",
                f"print(np.unique({called(labels) if labels.expression else 'y'}, return_counts=True))"
                "  # and follow it back to where the classes went",
                labels.location,
                kind="label-out-of-range",
                explains=_EXPLAINS,
                confidence="certain",
            )


def _rows(labels: ColumnFacts) -> bool:
    """Whether there are enough rows."""
    return bool(labels.shape) and (labels.shape[0] or 0) >= _FEWEST


def _cut_to_zero(labels: ColumnFacts) -> bool:
    """Whether fractions below 1 become class 0, and the labels differ."""
    low, high = labels.low, labels.high
    return low is not None and high is not None and not labels.integral and low >= 0 and low < high < 1


def _truncated(answer: Answer, labels: ColumnFacts) -> Diagnosis:
    top = labels.high or 1.0
    # 9 classes of 255 grey values: the labels were scaled with the pictures.
    scaled = next((size for size in (255, 256) if abs(top * size - round(top * size)) < 1e-3), None)  # noqa: PLR2004 -- rounding of float32
    name = called(labels) if labels.expression else "y"
    fix = (
        f"{name} = np.rint({name} * {scaled})"
        if scaled
        else f"{name} = np.unique({name}, return_inverse=True)[1]"
    )
    return about(
        answer,
        _ID,
        "Every label is cut to class 0",
        f"{called(labels)} runs {span(labels)}, and {answer.name} cuts fractions off: all become class 0",
        f'{fix}.astype("int32")  # better: never scale labels',
        labels.location,
        kind="dtype",
        explains=_EXPLAINS | {"label-out-of-range"},
        confidence="certain",
    )


def _constant(labels: ColumnFacts) -> bool:
    if labels.low is None or labels.statistics is None or labels.statistics.nan:
        return False
    if labels.low == labels.high:
        return True
    return bool(labels.column_minimum) and labels.column_minimum == labels.column_maximum


def _shown(labels: ColumnFacts) -> str:
    if labels.low == labels.high or not labels.column_mean:
        return short_number(labels.low or 0.0)
    return f"class {labels.column_mean.index(max(labels.column_mean))}"
