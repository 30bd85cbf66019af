"""What looks wrong with the data of a training, the first cause first."""

from __future__ import annotations

import math
import re
from typing import TYPE_CHECKING

import numpy as np

from pyadapter.core.batch.oddities import odd_weights, rows_text
from pyadapter.core.digest import short_number
from pyadapter.core.trials.data import IMBALANCE
from pyadapter.core.trials.input_problems import of_inputs, of_masks
from pyadapter.core.trials.label_problems import of_labels
from pyadapter.core.trials.problem import Problem

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from pyadapter.core.trials.data import Described, Values
    from pyadapter.core.trials.problem import Use

LABELS = re.compile(r"\['(labels?|targets?|y|y_true|class(es)?|categor(y|ies))'\]$", re.IGNORECASE)
"""Names that a dictionary of inputs has for labels; the plural is that of the Transformers library."""


_RUN = "`keras-debug run` stops at the op that it comes from, and names its line."


def problems(columns: Sequence[Described], use: Use) -> tuple[Problem, ...]:
    """List what looks wrong, and then what is worth knowing."""
    features = [column.values for column in columns if column.values.role == "feature"]
    labels = [column.values for column in columns if column.values.role == "label"]
    found: list[Problem] = [*_without_labels(features, labels, use)]
    for column in columns:
        found += _not_finite(column)
    for values in labels:
        found += of_labels(values)
    for values in features:
        found += of_inputs(values, labels, use)
    if use.refused:
        found.append(Problem("incompatible-shapes", f"The model refuses this batch: {use.refused}", _RUN))
    if use.loss is not None and not math.isfinite(use.loss):
        bad = "NaN" if math.isnan(use.loss) else "infinite"
        message = f"The loss of the first batch is {bad} before any training."
        found.append(Problem("numeric-domain", message, _RUN))
    found += of_masks(features)
    for column in columns:
        found += _balance(column)
    for column in columns:
        if column.values.role == "sampleWeight" and column.values.numeric:
            found += _weights(column.values)
    return tuple(sorted(found, key=lambda problem: not problem.wrong))


def _without_labels(features: Sequence[Values], labels: Sequence[Values], use: Use) -> Iterator[Problem]:
    if labels:
        return
    inside = next((values.name for values in features if LABELS.search(values.name)), None)
    if inside is not None:
        key = inside.rpartition("['")[2][:-2]
        yield Problem(
            "labels-in-inputs",
            f"{inside} is among the inputs, and there are no labels beside them: the loss gets none.",
            f"Hand over pairs of inputs and labels: data.map(lambda x: (x, x.pop({key!r}))). Or leave `loss` "
            "out of `compile`, if your model computes a loss of its own from them.",
            wrong=not use.own_step,
        )
    elif use.losses and not use.own_step:
        yield Problem(
            "labels-in-inputs",
            "There are no labels: the loss that `compile` was given compares with nothing.",
            "Let the data yield pairs of inputs and labels, or give fit its `y`.",
        )


def _not_finite(column: Described) -> Iterator[Problem]:
    values = column.values
    if column.statistics is None:
        return
    batches = values.batches if values.whole is None else (values.whole,)
    total = sum(batch.size for batch in batches)
    bad = sum(int((~np.isfinite(batch)).sum()) for batch in batches)
    if not bad:
        return
    where = ""
    if values.rows is None:
        wrong = [~np.isfinite(batch.reshape(len(batch), -1)).all(axis=1) for batch in batches]
        rows = np.flatnonzero(np.concatenate(wrong)).tolist()
        where = f": {rows_text(rows)} of {'what was seen' if values.whole is None else 'all'}"
    yield Problem(
        "nan-in-data",
        f"{bad} of {total} values of {values.name} are NaN or infinite{where}.",
        "Drop these rows, or fill them: np.nan_to_num, the median of the column.",
    )


def _balance(column: Described) -> Iterator[Problem]:
    if column.ratio is not None and column.ratio > IMBALANCE:
        some = [bar for bar in column.bars if bar.count]
        most, least = max(some, key=lambda bar: bar.count), min(some, key=lambda bar: bar.count)
        yield Problem(
            "class-imbalance",
            f"Class {most.name} is {short_number(column.ratio)} times as frequent as class {least.name}.",
            "Give fit a class_weight, and judge by more than accuracy; --batches shows more rows.",
            wrong=False,
        )


def _weights(values: Values) -> Iterable[Problem]:
    weights = values.all
    if weights.size and not weights.any():
        return [Problem("sample-weights", f"All of {values.name} is 0: no row counts.", "Check the weights.")]
    return [
        Problem("sample-weights", f"{values.name}: {flag}.", "Check the weights.", wrong="negative" in flag)
        for flag in odd_weights(weights)
    ]
