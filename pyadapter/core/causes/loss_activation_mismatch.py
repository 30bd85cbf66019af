"""Cause `loss-activation-mismatch`: the last activation does not make what the loss reads.

Keras hides much of it: `sigmoid` and `softmax` leave their inputs with what they make, and a cross-entropy
reads these logits whatever the activation was (`keras.src.backend.tensorflow.nn._get_logits` of Keras 3.15).
So a sigmoid with a categorical cross-entropy is trained as a softmax, and predicts as a sigmoid.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pyadapter.core.causes.about import about
from pyadapter.core.causes.answers import BINARY, CATEGORICAL, CROSS_ENTROPIES, SPARSE, answers
from pyadapter.core.causes.label_sorts import binary, called, class_numbers, one_hot, several
from pyadapter.core.digest import short_number

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pyadapter.core.causes.answers import Answer
    from pyadapter.core.causes.diagnosis import Diagnosis
    from pyadapter.core.finding import Kind
    from pyadapter.core.setup import Setup

_ID = "loss-activation-mismatch"
_EXPLAINS: frozenset[Kind] = frozenset(
    {"gradient-vanishing", "inf", "loss-diverged", "loss-stalled", "nan", "weights-unchanged"}
)

_NO_PROBABILITIES = frozenset({
    "elu", "gelu", "leaky_relu", "linear", "relu", "selu", "silu", "softplus", "softsign", "swish", "tanh",
})  # fmt: skip
"""Activations whose answers leave 0 to 1."""

_HINGES = frozenset({"hinge", "squared_hinge"})
_NEVER_NEGATIVE = frozenset({"hard_sigmoid", "relu", "sigmoid", "softmax"})

_MANY = 3
"""Exclusive classes from which a binary cross-entropy asks for something else than a softmax gives: the two
units of a pair are each other's complement in both."""


def check(setup: Setup) -> Iterator[Diagnosis]:
    """Judge each output's activation by its loss."""
    for answer in answers(setup):
        if answer.name in CROSS_ENTROPIES and answer.activation in _NO_PROBABILITIES:
            yield from _no_probabilities(answer)
        if answer.name in BINARY and answer.activation == "softmax":
            yield from _binary(answer)
        elif answer.name in CATEGORICAL | SPARSE:
            yield from _categorical(answer)
        elif answer.name in _HINGES and answer.activation in _NEVER_NEGATIVE:
            yield _needs(
                "tanh",
                answer,
                f"{answer.activation} with {answer.name}",
                f"{answer.name} pushes answers to -1 and 1, but {answer.activation} is never below 0",
            )
        elif answer.name == "poisson" and (answer.output.low or 0.0) < 0:
            yield _needs(
                "exponential",
                answer,
                "poisson takes no rates below 0",
                f"{answer.layer} answers {answer.span}, but poisson takes the logarithm: NaN below 0",
                confidence="certain",
            )


def _needs(activation: str, answer: Answer, title: str, message: str, **more: Any) -> Diagnosis:
    """Say that the last layer needs another activation; `more` is as in `about`."""
    fix = answer.head_as(answer.units, activation)
    return about(answer, _ID, title, message, fix, answer.place, explains=_EXPLAINS, **more)


def _no_probabilities(answer: Answer) -> Iterator[Diagnosis]:
    """Judge predictions that are no probabilities, of a loss that takes them as such."""
    if answer.loss.from_logits or not answer.outside or (answer.units == 1 and answer.name not in BINARY):
        return
    without = "has no activation" if answer.activation == "linear" else f"ends with {answer.activation}"
    # Who makes an instance of a loss has its options at hand: then `logits-probabilities` comes first.
    second = answer.activation == "relu" or (answer.activation == "linear" and answer.loss.made)
    yield _needs(
        answer.probabilities,
        answer,
        "Predictions are no probabilities",
        f"{answer.layer} {without} and answers {answer.span}, but {answer.name} takes probabilities",
        severity="silent" if second else "finding",
        confidence="possible" if second else "likely",
        evidence=("What is below 0 or above 1 is cut off, where no gradient is left",),
    )


def _binary(answer: Answer) -> Iterator[Diagnosis]:
    """Judge a softmax with a binary cross-entropy."""
    labels = answer.labels
    if answer.units == 1:
        if labels is None or not labels.whole or labels.low != labels.high:
            yield _needs(
                "sigmoid",
                answer,
                "softmax over one unit is always 1",
                f"A softmax over one unit is 1 for every row; {answer.name} needs a sigmoid",
                confidence="certain",
                evidence=(
                    "The loss may fall all the same: Keras computes it of the logits before the softmax",
                ),
            )
    elif labels is not None and several(labels):
        most = short_number(labels.row_sum[1]) if labels.row_sum else "several"
        yield _needs(
            "sigmoid",
            answer,
            "softmax for several classes a row",
            f"Rows of {called(labels)} name up to {most} classes, but a row of softmax sums to 1",
        )
    elif labels is not None and one_hot(labels):
        yield about(
            answer,
            _ID,
            f"softmax with {answer.name}",
            f"Softmax chooses one of {answer.units} classes, as {called(labels)} does, but {answer.name} "
            "asks for each class by itself",
            'loss="categorical_crossentropy"',
            answer.loss_place,
            explains=_EXPLAINS,
            severity="finding" if answer.units >= _MANY else "hint",
        )


def _categorical(answer: Answer) -> Iterator[Diagnosis]:
    labels = answer.labels
    # Of labels that are known `label-out-of-range` says more.
    unseen = labels is None and len(answer.output.shape) > 1
    if answer.units == 1 and (answer.name in CATEGORICAL or unseen):
        yield from _one_class(answer)
    elif answer.units > 1 and answer.activation in {"sigmoid", "hard_sigmoid"}:
        multiple = labels is not None and several(labels)
        why = (
            f"and rows of {called(labels)} name several"
            if multiple
            else "and only softmax makes them compete"
        )
        yield about(
            answer,
            _ID,
            f"sigmoid for one choice of {answer.units} classes",
            f"Sigmoid answers for each of {answer.units} classes by itself, but {answer.name} is for one "
            f"choice among them, {why}",
            'loss="binary_crossentropy"' if multiple else answer.head_as(answer.units, "softmax"),
            answer.loss_place if multiple else answer.place,
            explains=_EXPLAINS,
            evidence=("Keras may train it as a softmax all the same; predictions stay those of a sigmoid",),
        )


def _one_class(answer: Answer) -> Iterator[Diagnosis]:
    """Judge a categorical cross-entropy of one unit, whose share of the whole is always 1."""
    labels = answer.labels
    classes = class_numbers(labels) if labels is not None else None
    if labels is not None and not (classes or binary(labels)):
        return  # numbers, or a single class: other causes
    fix, place = 'loss="binary_crossentropy"', answer.loss_place
    if classes:
        fix = f'{answer.head_as(classes, "softmax")} and loss="sparse_categorical_crossentropy"'
        place = answer.size_place
    elif answer.activation == "softmax":
        fix, place = f"{answer.head_as(1, 'sigmoid')} and {fix}", answer.place
    elif answer.activation != "sigmoid":
        fix = "loss=keras.losses.BinaryCrossentropy(from_logits=True)"
    if labels is None:
        fix += "  # or one unit for each class"
    yield about(
        answer,
        _ID,
        "The loss of one unit is always 0",
        f"{answer.name} compares shares of classes: {answer.layer} has one, so any answer is right",
        fix,
        place,
        explains=_EXPLAINS,
        confidence="certain",
    )
