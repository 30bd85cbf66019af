"""Baselines: trains as the script does, and measures simple models by the same loss on the same data."""

from __future__ import annotations

from dataclasses import dataclass
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import numpy as np

from pyadapter.core.batch.tokens import are_tokens
from pyadapter.core.trials.baselines import Baseline, Task, constants, linear
from pyadapter.core.trials.comparing import Kind, Score, compare
from pyadapter.core.trials.simple_models import table_of
from pyadapter.core.trials.yardsticks import BINARY, ONE_HOT
from pyadapter.probe.inspection.batch.classes import class_names
from pyadapter.probe.inspection.batch.vocabularies import embedded_sizes
from pyadapter.probe.patches import contained
from pyadapter.probe.trials.collecting import Collected, collect, recorded, training_rows
from pyadapter.probe.trials.feeding import validation_data
from pyadapter.probe.trials.models import LossOf, losses_of, pairs_of, right_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from pyadapter.core.finding import Location
    from pyadapter.probe.trials.interception import Call

FEWEST = 10
"""Rows that a comparison takes."""


class NoComparisonError(Exception):
    """There is nothing to compare, or no way to do it."""


@dataclass(frozen=True)
class Compared:
    """What came of it.

    Attributes:
        kind: The verdict.
        sentence: It in words.
        judged: On which data: `validation`, or `held out`.
        scores: By data: of the baselines and, last, of the network.
        rows: By data.
        model: Name of the model.
        notes: What else is to be known.
        location: The user's call.
    """

    kind: Kind
    sentence: str
    judged: str
    scores: dict[str, list[Score]]
    rows: dict[str, int]
    model: str
    notes: tuple[str, ...] = ()
    location: Location | None = None


def baselines(call: Call, most: int) -> Compared:
    """Train, and compare.

    Args:
        call: The call of `fit`; it is made as the script makes it.
        most: Rows of the data that are compared on.

    Raises:
        NoComparisonError: Nothing can be compared.
        Exception: What the training itself raises.
    """
    model = call.model
    if call.method != "fit":
        raise NoComparisonError(
            "The script trains with train_on_batch: nobody knows when it is done. Use fit."
        )
    written, kept = recorded(call.written, most)
    call.original(model, **written)
    data = training_rows(call, kept)
    seen = collect(model, data, most)
    held = contained(validation_data, call)
    other = None if held is None else collect(model, held, most)
    if seen is None or seen.rows < FEWEST or getattr(model, "_compile_loss", None) is None:
        raise NoComparisonError(
            "There are no rows with labels to compare on, or the model was compiled without a loss."
        )
    notes = []
    if other is None or other.rows < FEWEST:
        seen, other = seen.split()
        judged = "held out"
        notes.append(
            "No validation data: every fifth row is kept from the simple models, not from the network."
        )
    else:
        judged = "validation"
    pairs = pairs_of(losses_of(model), seen.labels, seen.outputs)
    if not pairs:
        raise NoComparisonError("The labels cannot be matched with the outputs of the model.")
    candidates, more = _candidates(model, seen, pairs)
    scores: dict[str, list[Score]] = {}
    for name, part in (("training", seen), (judged, other)):
        scores[name] = [_score(model, part, *candidate) for candidate in candidates]
        scores[name].append(_score(model, part, "your network", constant=False, made=None))
    *others, network = scores[judged]
    kind, sentence = compare(network, others, _labels(model, other))
    return Compared(
        kind, sentence, judged, scores, {"training": seen.rows, judged: other.rows}, str(model.name),
        (*notes, *more), call.location,
    )  # fmt: skip


def _candidates(
    model: Any, seen: Collected, pairs: list[tuple[LossOf, Any, Any]]
) -> tuple[list[tuple[str, bool, list[Baseline]]], list[str]]:
    """Return names and baselines, one for each output; the first of each output make a candidate."""
    notes = []
    arrays = seen.inputs
    embedded = bool(embedded_sizes(model))
    tokens = [are_tokens(array, embedded=embedded) if array.ndim == 2 else False for array in arrays]  # noqa: PLR2004 -- rows of ids
    table = table_of(arrays, tokens) if arrays else None
    if seen.left_out:
        notes.append(f"Not used by the linear model: {', '.join(seen.left_out)}.")
    by_output: list[list[Baseline]] = []
    fitted: list[Baseline] = []
    for loss, labels, outputs in pairs:
        task = _task(loss, np.asarray(outputs))
        if loss.name is None and np.asarray(labels).size != np.asarray(outputs).size:
            raise NoComparisonError(
                f"{loss.shown} is your own, and its labels are of another shape than the answers: nobody "
                "knows what a constant answer to it would be."
            )
        by_output.append(constants(task, np.asarray(labels)))
        made = None if table is None else contained(linear, task, arrays, np.asarray(labels), table)
        if made is not None:
            fitted.append(made)
    count = min(len(each) for each in by_output)
    found = []
    for place in range(count):
        chosen = [each[place] for each in by_output]
        name = chosen[0].name if len(chosen) == 1 else "the best constant answers"
        found.append((name, True, chosen))
    if len(fitted) == len(pairs):
        found.append((fitted[0].name, False, fitted))
    else:
        notes.append("No linear model: answers or inputs are no rows of numbers.")
    return found, notes


def _labels(model: Any, part: Collected) -> int:
    """Count what the share of right answers is of: pictures and texts have a label for each pixel or word."""
    counts = [
        np.asarray(labels).size // (np.shape(labels)[-1] if loss.name in ONE_HOT else 1)
        for loss, labels, _ in pairs_of(losses_of(model), part.labels, part.outputs)
    ]
    return max(part.rows, min(counts, default=0))


def _task(loss: LossOf, outputs: NDArray[Any]) -> Task:
    answer = tuple(int(size) for size in outputs.shape[1:])
    single = answer in {(), (1,)} and loss.name in BINARY
    count = 2 if single else answer[-1] if answer else None
    probe: Any = SimpleNamespace(step_losses=None)
    named = contained(class_names, probe, count)
    return Task(loss.name, loss.from_logits, answer, tuple(named[0]) if named else ())


def _score(model: Any, part: Collected, name: str, constant: bool, made: Sequence[Baseline] | None) -> Score:
    """Measure answers by the model's own loss and metrics."""
    import tensorflow as tf  # noqa: PLC0415 -- the user has imported it

    outputs = part.outputs
    pairs = pairs_of(losses_of(model), part.labels, part.outputs)
    if made is not None:
        # What has no loss keeps the network's own answers.
        places = {id(pair[2]): place for place, pair in enumerate(pairs)}
        inputs = part.inputs or [np.zeros((part.rows, 1))]
        leaves = [
            made[places[id(leaf)]].answer(inputs) if id(leaf) in places else leaf
            for leaf in tf.nest.flatten(outputs)
        ]
        outputs = tf.nest.pack_sequence_as(outputs, leaves)
    loss = float(np.asarray(model._compile_loss(part.labels, outputs, part.weights)))  # noqa: SLF001 -- nothing public says it
    numbers: dict[str, float] = {}
    metrics = getattr(model, "_compile_metrics", None)
    if metrics is not None:
        metrics.reset_state()
        metrics.update_state(part.labels, outputs, part.weights)
        for key, value in metrics.result().items():
            number = np.asarray(value)
            if number.ndim == 0:
                numbers[str(key)] = float(number)
        metrics.reset_state()
    right = right_of(pairs_of(losses_of(model), part.labels, outputs))
    return Score(name, loss, numbers, right, constant)
