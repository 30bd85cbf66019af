"""Cause `logits-probabilities`: logits are read as probabilities, or probabilities as logits."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyadapter.core.causes.about import about
from pyadapter.core.causes.answers import BINARY, CROSS_ENTROPIES, answers

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pyadapter.core.causes.answers import Answer
    from pyadapter.core.causes.diagnosis import Diagnosis
    from pyadapter.core.finding import Kind
    from pyadapter.core.setup import Setup

_ID = "logits-probabilities"
_EXPLAINS: frozenset[Kind] = frozenset({"gradient-vanishing", "inf", "loss-diverged", "loss-stalled", "nan"})

_SQUASHED = frozenset({"sigmoid", "softmax"})

_OVERLAPS = frozenset({"dice", "tversky"})
"""Losses that sum probabilities and have no `from_logits`."""

_THRESHOLDS = frozenset({"acc", "accuracy", "binary_accuracy"})
"""Metrics that take an answer of one unit above 0.5 for a yes."""


def check(setup: Setup) -> Iterator[Diagnosis]:
    """Compare what the last layer makes with what the loss was told of it."""
    for answer in answers(setup):
        if answer.loss.from_logits and answer.activation in _SQUASHED:
            yield _twice(answer)
        elif answer.loss.from_logits:
            yield from _metrics(answer, setup.metrics)
        elif answer.name in CROSS_ENTROPIES and answer.activation == "linear" and answer.outside:
            if answer.units > 1 or answer.name in BINARY:
                yield _read_as_probabilities(answer)
        elif answer.name in _OVERLAPS and answer.outside:
            yield about(
                answer,
                _ID,
                f"{answer.name} takes probabilities",
                f"{answer.layer} answers {answer.span}, but {answer.name} takes probabilities",
                answer.head_as(answer.units, answer.probabilities),
                answer.place,
                explains=_EXPLAINS,
            )


def _twice(answer: Answer) -> Diagnosis:
    kept = "Keras warns, and trains with the logits that the activation has left behind"
    twice = f"{answer.activation} is applied twice: the loss cannot come near 0, and gradients are small"
    return about(
        answer,
        _ID,
        "Probabilities are taken for logits",
        f"{answer.layer} ends with {answer.activation}, but the loss was told from_logits=True",
        "from_logits=False  # or no activation in the last layer",
        answer.loss_place,
        explains=_EXPLAINS,
        evidence=(kept if answer.output.logits_kept else twice,),
    )


def _read_as_probabilities(answer: Answer) -> Diagnosis:
    made = answer.loss.made
    return about(
        answer,
        _ID,
        "Logits are taken for probabilities",
        f"{answer.layer} has no activation and answers {answer.span}, but {answer.name} takes probabilities",
        "from_logits=True  # in the loss",
        answer.loss_place,
        explains=_EXPLAINS,
        # Who names the loss by a string has forgotten the activation: `loss-activation-mismatch`.
        severity="finding" if made else "silent",
        confidence="likely" if made else "possible",
        evidence=("What is below 0 or above 1 is cut off, where no gradient is left",),
    )


def _metrics(answer: Answer, metrics: tuple[str, ...]) -> Iterator[Diagnosis]:
    """Hint at metrics that read logits as probabilities."""
    wrong = next((name for name in metrics if name in _THRESHOLDS), None)
    if wrong and answer.name in BINARY and answer.units == 1 and answer.activation == "linear":
        yield about(
            answer,
            _ID,
            f"{wrong} reads logits as probabilities",
            f"{wrong} takes answers above 0.5 for a yes, but a logit means yes above 0",
            "metrics=[keras.metrics.BinaryAccuracy(threshold=0.0)]",
            answer.compiled,
            severity="hint",
            confidence="certain",
        )
