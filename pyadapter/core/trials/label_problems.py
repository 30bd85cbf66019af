"""What looks wrong with labels: their range, their shape, their order."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from pyadapter.core.detectors.label_range import judge_labels, judge_one_hot
from pyadapter.core.digest import short_number
from pyadapter.core.trials.data import classes_of
from pyadapter.core.trials.problem import Problem
from pyadapter.core.trials.yardsticks import BINARY, ONE_HOT, SPARSE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pyadapter.core.detectors.label_range import LabelVerdict
    from pyadapter.core.trials.data import Values

FEWEST = 8
"""Labels from which one value for all of them is no chance (as of inputs, `judge_constant`)."""

CHANCE = 0.01
"""Likelihood below which a batch with one class only is no chance."""

PLAIN = frozenset({
    "huber", "log_cosh", "mean_absolute_error", "mean_squared_error", "mean_squared_logarithmic_error",
})  # fmt: skip
"""Losses of Keras that compare number by number."""


def of_labels(values: Values) -> Iterator[Problem]:
    """Judge labels by themselves, by their loss, and by what the model answers."""
    if not values.numeric:
        yield Problem(
            "label-out-of-range",
            f"{values.name} is {values.dtype}: no loss takes text.",
            "Make numbers of it: keras.layers.StringLookup, or a dictionary of classes.",
        )
        return
    yield from _shape_of_labels(values)
    labels = values.all
    classes = values.answers[-1] if values.answers else None
    verdict = (
        judge_labels(values.loss, labels, classes=classes) if values.loss else _of_own_loss(values, labels)
    )
    if verdict is not None:
        symptom = verdict.symptom
        yield Problem(
            "label-out-of-range",
            f"{symptom.title}: {symptom.summary}. {'. '.join(symptom.evidence)}.",
            "Several classes: one unit for each, softmax, and sparse_categorical_crossentropy. Two: 0 and 1."
            if values.loss in BINARY
            else "Give the last layer one unit for each class, or number the labels from 0.",
        )
    if values.loss in SPARSE and bool((labels != np.trunc(labels)).any()):
        low, high = (short_number(float(end)) for end in (np.nanmin(labels), np.nanmax(labels)))
        yield Problem(
            "label-out-of-range",
            f"{values.name} has fractions, {low} to {high}: {values.loss} cuts them off to whole classes.",
            "Leave labels as they are; only inputs are divided by 255.",
        )
    whole = labels if values.whole is None else values.whole
    same = labels.size >= FEWEST and bool((labels == labels.reshape(-1)[0]).all())
    if same and (whole == whole.reshape(-1)[0]).all():
        shown = short_number(float(labels.reshape(-1)[0]))
        yield Problem(
            "constant-labels",
            f"All {labels.size} labels of {values.name} that were seen are {shown}: nothing to learn.",
            "Look where labels are made: divided by 255, cast to int, taken from the wrong column?",
        )
        return
    yield from _sorted(values, whole)


def _of_own_loss(values: Values, labels: Any) -> LabelVerdict | None:
    """Judge whole numbers beside answers for each class, for a loss of the user's."""
    answers = values.answers or ()
    choice = len(answers) == labels.ndim + 1 and answers[-1] > 1
    return judge_one_hot(labels, answers[-1]) if choice and labels.dtype.kind in "iu" else None


def _sorted(values: Values, whole: Any) -> Iterator[Problem]:
    """Find batches that have one class each, while there are several."""
    if values.content.kind != "classes" or values.content.one_hot or len(values.batches) < 3:  # noqa: PLR2004 -- no chance
        return
    batches = [classes_of(values, batch) for batch in values.batches]
    counts = np.unique(classes_of(values, whole), return_counts=True)[1]
    largest = counts.max() / counts.sum()
    # Batches that are so long that one class for all of their rows is no chance.
    long = [np.unique(batch) for batch in batches if len(batch) and largest ** len(batch) < CHANCE]
    alone = [classes for classes in long if len(classes) == 1]
    if len(counts) > 1 and len(alone) >= 3 and 2 * len(alone) > len(long):  # noqa: PLR2004 -- as above
        shown = ", ".join(str(classes[0]) for classes in alone[:8])
        yield Problem(
            "sorted-split",
            f"{len(alone)} of {len(long)} batches have one class only ({shown}): the data is sorted.",
            "Shuffle before you batch: data.shuffle(10_000).batch(32), or fit(shuffle=True) for arrays.",
        )


def _shape_of_labels(values: Values) -> Iterator[Problem]:
    answers, shape = values.answers, values.batches[0].shape
    if answers is None or values.loss is None or len(answers) < 2:  # noqa: PLR2004 -- rows of answers
        return
    width = shape[-1] if len(shape) == len(answers) else 1
    said = f"{values.name} has shape {values.shape}, the model answers {'×'.join(map(str, answers))}"
    if values.loss in SPARSE and len(shape) == len(answers) and width > 1 and width == answers[-1]:
        yield Problem(
            "loss-for-task",
            f"{said}: one-hot rows, where sparse_categorical_crossentropy takes the number of a class.",
            'loss="categorical_crossentropy"',
        )
    elif values.loss in ONE_HOT and answers[-1] > 1 and len(shape) < len(answers):
        yield Problem(
            "loss-for-task",
            f"{said}: numbers of classes, where {values.loss} takes one-hot rows.",
            'loss="sparse_categorical_crossentropy"',
        )
    elif values.loss in PLAIN | BINARY and answers[-1] > 1 and width == 1:
        yield Problem(
            "target-rank",
            f"{said}: each label is compared with all {answers[-1]} answers of its row.",
            "Give the last layer one unit, or the labels as many columns.",
        )
