"""Cause `output-activation`: the last activation cannot answer what is asked for, whatever the weights."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from pyadapter.core.causes.about import about
from pyadapter.core.causes.answers import CROSS_ENTROPIES, RANGES, answers
from pyadapter.core.causes.label_sorts import called, one_hot, several, span
from pyadapter.core.digest import short_number
from pyadapter.core.thresholds import MARGIN, REGRESSIONS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pyadapter.core.causes.answers import Answer
    from pyadapter.core.causes.diagnosis import Diagnosis
    from pyadapter.core.finding import Kind
    from pyadapter.core.setup import ColumnFacts, Setup

_ID = "output-activation"
_STOPS: frozenset[Kind] = frozenset(
    {"dead-units", "gradient-vanishing", "loss-stalled", "saturated-units", "weights-unchanged"}
)
_CLIPPED: frozenset[Kind] = _STOPS | {"inf", "loss-diverged", "nan"}

_ONE_SUM = 1.5
"""Sum of a row of targets from which it is no row of shares; rows without a label sum to 0."""


def check(setup: Setup) -> Iterator[Diagnosis]:
    """Compare the last activation's range with the targets, and with what a cross-entropy can read."""
    for answer in answers(setup):
        labels = answer.labels
        if answer.activation == "softmax" and answer.units == 1:
            if labels is None or not labels.whole or labels.low != labels.high:
                yield _single(answer)
        elif answer.name in REGRESSIONS and labels is not None and not answer.output.weighted:
            yield from _regression(answer, labels)
        elif answer.name in CROSS_ENTROPIES and answer.activation == "relu":
            yield _classifier(answer)


def _single(answer: Answer) -> Diagnosis:
    """Judge a softmax over one unit: its answer is 1 by definition."""
    regression = answer.name in REGRESSIONS
    return about(
        answer,
        _ID,
        "softmax over one unit is always 1",
        f"A softmax makes shares that sum to 1: of one unit, every prediction of {answer.layer} is 1.0",
        _linear(answer) if regression else answer.head_as(1, "sigmoid"),
        answer.place,
        explains=_STOPS,
        # With a cross-entropy `loss-activation-mismatch` says more.
        severity="silent" if answer.name in CROSS_ENTROPIES else "finding",
        confidence="certain" if regression else "likely",
    )


def _regression(answer: Answer, labels: ColumnFacts) -> Iterator[Diagnosis]:
    name = answer.activation or ""
    if name not in RANGES or labels.spread is None or labels.statistics is None:
        return
    low, high = RANGES[name]
    deviation = labels.statistics.standard_deviation or 0.0
    margin = MARGIN * (high - low if high < math.inf else deviation)
    bottom, top = labels.spread
    ends = short_number(low) + (" and above" if high == math.inf else f" to {short_number(high)}")
    far = bottom if bottom < low - margin else top if top > high + margin else None
    if far is not None:
        yield about(
            answer,
            _ID,
            f"{name} cannot reach the targets",
            f"{name} answers {ends}, but {called(labels)} runs {span(labels)}",
            _linear(answer),
            answer.place,
            explains=_STOPS,
            evidence=(f"A twentieth of the targets is at {short_number(far)} or beyond",),
        )
    elif name == "softmax" and labels.row_sum is not None and not one_hot(labels) and not several(labels):
        least, most = labels.row_sum
        if most > _ONE_SUM:
            yield about(
                answer,
                _ID,
                "softmax cannot reach the targets",
                f"A row of softmax sums to 1, but rows of {called(labels)} sum to {short_number(least)} to "
                f"{short_number(most)}",
                _linear(answer),
                answer.place,
                explains=_STOPS,
            )
    elif name in {"relu", "relu6"}:
        yield about(
            answer,
            _ID,
            "ReLU on the output can die",
            f"ReLU on {answer.layer} has no gradient where it answers 0, so it can stay there",
            f"{answer.head_as(answer.units, 'softplus')}  # or no activation",
            answer.place,
            explains=_STOPS,
            severity="silent",
            confidence="possible",
        )


def _classifier(answer: Answer) -> Diagnosis:
    if answer.loss.from_logits:
        why, fix = "but the logit of what is unlikely is below 0", _linear(answer, "logits")
    else:
        why = f"but {answer.name} takes probabilities: 0 and what is above 1 are cut off"
        fix = answer.head_as(answer.units, answer.probabilities)
    return about(
        answer,
        _ID,
        "ReLU on the output of a classifier",
        f"ReLU on {answer.layer} answers 0 and above, {why}",
        fix,
        answer.place,
        explains=_CLIPPED,
        evidence=("Where it answers 0 there is no gradient: a class can be lost for good",),
    )


def _linear(answer: Answer, what: str = "any number") -> str:
    return f"{answer.head_as(answer.units)}  # linear: {what}"
