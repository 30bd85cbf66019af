"""Cause `target-rank`: of two tensors with one value a row, one has a last axis of size 1 and one has not.

Or a loss of distances joins targets and predictions of different shapes without a word.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyadapter.core.causes import missing_flatten
from pyadapter.core.causes.about import about
from pyadapter.core.causes.answers import answers
from pyadapter.core.causes.label_sorts import called, class_numbers
from pyadapter.core.finding import Cause
from pyadapter.core.thresholds import REGRESSIONS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pyadapter.core.causes.answers import Answer
    from pyadapter.core.causes.diagnosis import Diagnosis
    from pyadapter.core.causes.facts import Facts
    from pyadapter.core.finding import Kind
    from pyadapter.core.setup import ColumnFacts, Setup, Shape

_JOINS = REGRESSIONS | {"hinge", "kl_divergence", "poisson", "squared_hinge"}
"""Losses that broadcast: the others refuse shapes that differ."""

_EXPLAINS: frozenset[Kind] = frozenset({"loss-stalled", "output-range", "shape-mismatch"})


def find(facts: Facts) -> Cause | None:
    """Explain a silent broadcast by the rules of broadcasting (NumPy's user guide)."""
    if facts.kind != "silent-broadcast" or len(facts.inputs) < 2:  # noqa: PLR2004 -- two operands
        return None
    shorter, longer = sorted(facts.inputs[:2], key=lambda value: len(value.shape))
    flat, column = shorter.name or "y", longer.name or "predictions"
    fix = f"tf.squeeze({column}, -1)  # or {flat}[:, None]" if longer.name else f"{flat}[:, None]"
    if not (flat.isidentifier() or longer.name):
        fix = "y[:, None]  # or tf.squeeze(predictions, -1)"
    return Cause(
        id="target-rank",
        message=f"{flat} has no last axis of size 1, so it is taken for a row, and {column} for a column.",
        fix=fix,
    )


def check(setup: Setup) -> Iterator[Diagnosis]:
    """Find targets and predictions that a loss joins into something larger than the targets, or repeats.

    Keras adds or takes away a last axis of size 1 (`keras.src.losses.loss.squeeze_or_expand_to_same_rank`),
    and leaves the rest to broadcasting.
    """
    for answer in answers(setup):
        labels = answer.labels
        if labels is None or answer.name not in _JOINS or labels.low == labels.high:
            continue  # one number for all that is answered may be meant, as a residual of 0
        if missing_flatten.kept(labels.batch_shape, answer.output.shape):
            continue  # the axes of images or of time
        if answer.units > 1 and class_numbers(labels) == answer.units:
            continue  # one unit a class, and its number: `loss-for-task`
        target, made = _squeezed(labels.batch_shape, answer.output.shape)
        if target == made or not _broadcasts(target, made):
            continue
        yield _joined(answer, labels)


def _joined(answer: Answer, labels: ColumnFacts) -> Diagnosis:
    shape = answer.output.shape
    width = labels.batch_shape[-1] if len(labels.batch_shape) > 1 else 1
    place = answer.size_place
    if class_numbers(labels) and answer.units > 1 and width == 1:
        fix, place = 'loss="sparse_categorical_crossentropy"', answer.loss_place
    else:
        fix = f"keras.layers.Dense({width})"
    return about(
        answer,
        "target-rank",
        f"Targets {_text(labels.batch_shape)}, answers {_text(shape)}",
        f"{called(labels)} has {_text(labels.batch_shape)} in a batch, the predictions have {_text(shape)}: "
        f"{answer.name} repeats one to fit the other",
        fix,
        place,
        kind="silent-broadcast",
        explains=_EXPLAINS,
        confidence="certain",
    )


def _squeezed(target: Shape, made: Shape) -> tuple[Shape, Shape]:
    """Make ranks equal as Keras does."""
    if len(target) == len(made) + 1 and target[-1] == 1:
        return (target, (*made, 1)) if len(made) == 1 else (target[:-1], made)
    if len(made) == len(target) + 1 and made[-1] == 1:
        return ((*target, 1), made) if len(target) == 1 else (target, made[:-1])
    return target, made


def _broadcasts(target: Shape, made: Shape) -> bool:
    """Whether shapes fit by the rules of broadcasting, and one is repeated for the other."""
    if not target or not made:
        return False
    pairs = list(zip(reversed(target), reversed(made), strict=False))
    return all(left == right or 1 in {left, right} for left, right in pairs)


def _text(shape: Shape) -> str:
    return str(tuple(shape)).replace("None", "?")
