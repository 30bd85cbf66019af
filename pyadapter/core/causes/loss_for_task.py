"""Cause `loss-for-task`: the loss is for another task than the labels are of."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyadapter.core.causes.about import about
from pyadapter.core.causes.answers import CATEGORICAL, CROSS_ENTROPIES, SPARSE, answers
from pyadapter.core.causes.label_sorts import binary, called, class_numbers, one_hot, single, span
from pyadapter.core.thresholds import REGRESSIONS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pyadapter.core.causes.answers import Answer
    from pyadapter.core.causes.diagnosis import Diagnosis
    from pyadapter.core.finding import Kind
    from pyadapter.core.setup import ColumnFacts, Setup

_ID = "loss-for-task"
_LEARNS_BADLY: frozenset[Kind] = frozenset({"gradient-vanishing", "loss-oscillating", "loss-stalled"})
_BROKEN: frozenset[Kind] = frozenset({"dtype", "inf", "label-out-of-range", "loss-diverged", "nan"})
_ACCURACIES = frozenset(
    {"acc", "accuracy", "binary_accuracy", "categorical_accuracy", "sparse_categorical_accuracy"}
)

_FRACTIONS = 0.25
"""How far outside 0 to 1 targets are no probabilities, as `core.label_ranges` has it."""


def check(setup: Setup) -> Iterator[Diagnosis]:
    """Compare each loss with what the labels are."""
    for answer in answers(setup):
        labels = answer.labels
        if labels is None or (not labels.distinct and labels.statistics is None):
            continue
        if answer.name in REGRESSIONS:
            yield from _regression(answer, labels, counted=not _ACCURACIES.isdisjoint(setup.metrics))
        elif answer.name in CROSS_ENTROPIES:
            yield from _numbers(answer, labels)


def _regression(answer: Answer, labels: ColumnFacts, *, counted: bool) -> Iterator[Diagnosis]:
    """Judge a loss of distances: between class numbers they mean nothing, between one-hot rows little."""
    classes, top = class_numbers(labels), int(labels.high or 0)
    if one_hot(labels) and answer.units == labels.shape[-1]:
        yield from _distances_of_rows(answer, labels, counted=counted)
    elif classes and answer.units in {1, classes} and (counted or answer.units == classes):
        yield about(
            answer,
            _ID,
            f"{answer.name} on class numbers",
            f"{called(labels)} has {classes} classes, {span(labels)}, and accuracy counts hits, but for "
            f"{answer.name} class {top} is just a larger number",
            f'loss="sparse_categorical_crossentropy" and {answer.head_as(top + 1, "softmax")}',
            answer.loss_place,
            explains=_LEARNS_BADLY,
        )
    elif counted and answer.units == 1 and binary(labels) and single(labels):
        yield about(
            answer,
            _ID,
            f"{answer.name} on a yes or no",
            f"{called(labels)} is 0 or 1: {answer.name} learns it slowly, most of all where it is far off",
            'loss="binary_crossentropy"',
            answer.loss_place,
            explains=_LEARNS_BADLY,
            severity="hint",
            confidence="possible",
        )
    elif counted and answer.units == 1 and not labels.integral:
        yield about(
            answer,
            _ID,
            "accuracy of a regression",
            f"accuracy counts answers that are equal to {called(labels)}, and numbers hardly ever are",
            'metrics=["mae"]',
            answer.compiled,
            severity="hint",
            confidence="certain",
        )


def _distances_of_rows(answer: Answer, labels: ColumnFacts, *, counted: bool) -> Iterator[Diagnosis]:
    """Judge one-hot rows and a loss of distances.

    A softmax is an intention: one choice among classes. Of other activations the quadratic cost of textbooks
    is left alone; the absolute one is at its best at the median, which is 0 for each of three classes.
    """
    absolute = answer.name == "mean_absolute_error" and answer.units > 2 and counted  # noqa: PLR2004 -- the median
    sure = answer.activation == "softmax" or absolute
    if not sure and not counted:
        return  # what is built again, as by an autoencoder
    why = (
        "is least where every answer is 0"
        if absolute and answer.activation != "softmax"
        else "hardly moves where a wrong class is sure"
    )
    yield about(
        answer,
        _ID,
        f"{answer.name} on classes",
        f"Each row of {called(labels)} is one of {answer.units} classes, for which {answer.name} {why}",
        'loss="categorical_crossentropy"'
        if sure
        else 'activation="softmax" and loss="categorical_crossentropy"',
        answer.loss_place,
        explains=_LEARNS_BADLY,
        severity="finding" if sure else "hint",
    )


def _numbers(answer: Answer, labels: ColumnFacts) -> Iterator[Diagnosis]:
    """Judge a cross-entropy of targets that are measurements."""
    low, high = labels.low, labels.high
    if labels.integral or low is None or high is None or answer.output.weighted:
        return
    inside = low >= -_FRACTIONS and high <= 1 + _FRACTIONS
    if inside and not (answer.name in CATEGORICAL and answer.units == 1 and not binary(labels)):
        return  # soft labels
    yield about(
        answer,
        _ID,
        f"{answer.name} on numbers",
        f"{called(labels)} runs {span(labels)} with fractions: numbers, but {answer.name} is for classes",
        'loss="mse"'
        + ("  # and no activation in the last layer" if answer.activation not in {"linear", None} else ""),
        answer.loss_place,
        kind="dtype" if answer.name in SPARSE else "label-out-of-range",
        explains=_BROKEN | {"output-range", "loss-stalled"},
    )
