"""Overfit: trains the user's model, as it was compiled, on one batch of the user's own pipeline."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from pyadapter.core.trials.attempt import CHECK_EVERY, Attempt
from pyadapter.core.trials.verdict import Verdict, judge
from pyadapter.probe.trials.feeding import batches_of, row_count, some_rows
from pyadapter.probe.trials.following import Following
from pyadapter.probe.trials.models import surroundings_of
from pyadapter.probe.watch.batches import batch_leaves

if TYPE_CHECKING:
    from collections.abc import Callable

    from pyadapter.core.finding import Location
    from pyadapter.core.trials.advice import Surroundings
    from pyadapter.probe.trials.interception import Call


@dataclass(frozen=True)
class Limits:
    """When to stop: rows of the batch, updates, seconds."""

    rows: int
    steps: int
    seconds: float


@dataclass(frozen=True)
class Overfitted:
    """What came of it.

    Attributes:
        verdict: What is said of it.
        attempt: Its losses.
        around: The optimizer, and what else advice needs.
        rows: Rows that were trained on, and rows of the batch that they are from.
        columns: Name, shape and dtype of each array.
        model: Name of the model.
        metrics: First and last value of each number that a step gives beside the loss.
        loss: Which of them is the loss.
        left_out: Class names of callbacks that were not called.
        out_of_time: Whether the time limit ended it.
        location: The user's call.
    """

    verdict: Verdict
    attempt: Attempt
    around: Surroundings
    rows: tuple[int | None, int | None]
    columns: tuple[tuple[str, str, str], ...]
    model: str
    metrics: dict[str, tuple[float, float]]
    loss: str
    left_out: tuple[str, ...] = ()
    out_of_time: bool = False
    location: Location | None = None


class NoBatchError(Exception):
    """The data is empty."""


def overfit(call: Call, limits: Limits, progress: Callable[[int, float], None]) -> Overfitted:
    """Train on one batch until it is decided what comes of it.

    Args:
        call: The call that would have trained.
        limits: When to stop.
        progress: Told of steps and losses now and then.

    Raises:
        NoBatchError: There is nothing to train on.
        NoLossError: The user's step returns no loss, or several.
        Exception: Whatever the user's model raises of its first batch.
    """
    import tensorflow as tf  # noqa: PLC0415 -- the user has imported it
    from keras.src.backend.tensorflow.trainer import TensorFlowTrainer  # noqa: PLC0415 -- as above

    model = call.model
    whole = next(batches_of(call, 1), None)
    if whole is None:
        raise NoBatchError("The data is empty: not one batch comes out of it.")
    batch = some_rows(model, whole, limits.rows)
    trial = Following(model, batch, limits.steps, limits.seconds, progress)
    data = tf.data.Dataset.from_tensors(batch).repeat()
    model.steps_per_execution, before = 1, model.steps_per_execution
    model.train_function = None
    try:
        TensorFlowTrainer.fit(
            model,
            data,
            epochs=-(-limits.steps // CHECK_EVERY),
            steps_per_epoch=min(CHECK_EVERY, limits.steps),
            shuffle=False,
            verbose=0,
            callbacks=[trial.callback()],
        )
    finally:
        model.steps_per_execution = before
    attempt = trial.attempt(final=True)
    around = surroundings_of(model, own_loss=trial.own_loss, without_labels=trial.looking.labels is None)
    around = replace(around, penalty=around.penalty if trial.plain else 0.0)
    callbacks = call.given.get("callbacks") or ()
    return Overfitted(
        judge(attempt, around),
        attempt,
        around,
        (row_count(batch), row_count(whole)),
        tuple((name, _shape(leaf), _dtype(leaf)) for _, name, leaf in batch_leaves(batch)),
        str(model.name),
        trial.metrics,
        trial.name,
        tuple(type(each).__name__ for each in (callbacks if isinstance(callbacks, (list, tuple)) else ())),
        trial.out_of_time,
        call.location,
    )


def _shape(leaf: Any) -> str:
    shape = getattr(leaf, "shape", ())
    return "×".join("?" if size is None else str(size) for size in shape) or "scalar"


def _dtype(leaf: Any) -> str:
    dtype = getattr(leaf, "dtype", None)
    return str(getattr(dtype, "name", dtype or type(leaf).__name__))
