"""Following: what a training on one batch does, step by step, and when it may stop."""

from __future__ import annotations

import contextlib
import time
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from pyadapter.core.trials.overfitting import Attempt, Look, decided
from pyadapter.core.trials.yardsticks import SPARSE, Yardstick, differ
from pyadapter.probe.patches import contained
from pyadapter.probe.trials.models import (
    as_numbers,
    has_added_losses,
    is_noisy,
    is_own,
    losses_of,
    pairs_of,
    penalty_of,
    right_of,
    yardstick_of,
)
from pyadapter.probe.watch.batches import batch_leaves

if TYPE_CHECKING:
    from collections.abc import Callable

ALIKE = 0.2
"""How far the first loss of a step of the user's own may be from the compiled loss to be the same loss: noise
of dropout stays below."""


class NoLossError(Exception):
    """The step gives no single loss to follow."""


@dataclass
class Following:
    """What has been seen of a training on one batch.

    Attributes:
        model: The model.
        batch: What it is trained on.
        steps: Updates at most.
        seconds: Time at most.
        progress: Told of steps and losses now and then.
        losses: As the steps report them.
        looks: At the model in between.
        penalties: Steps, and what regularizers of weights added to the loss then.
        metrics: First and last value of each number that a step gives beside the loss.
        name: Which of the numbers is the loss.
        plain: Whether the loss is what the model was compiled with.
        out_of_time: Whether the time was too short.
    """

    model: Any
    batch: Any
    steps: int
    seconds: float
    progress: Callable[[int, float], None]
    losses: list[float] = field(default_factory=list)
    looks: list[Look] = field(default_factory=list)
    penalties: list[tuple[int, float]] = field(default_factory=list)
    metrics: dict[str, tuple[float, float]] = field(default_factory=dict)
    name: str = "loss"
    plain: bool = False
    out_of_time: bool = False

    def __post_init__(self) -> None:
        from keras.src.trainers.data_adapters.data_adapter_utils import (  # noqa: PLC0415 -- as above
            unpack_x_y_sample_weight,
        )

        self.inputs, self.labels, self.weights = unpack_x_y_sample_weight(self.batch)
        self.compiled = not is_own(self.model, "compute_loss") and self.model._compile_loss is not None  # noqa: SLF001 -- nothing public says it
        self._predict: Any = None
        self.added = self.random = False
        self._began = time.monotonic()
        self._look()

    @property
    def own_loss(self) -> bool:
        """Whether the loss, or the step that reports it, is the user's own."""
        losses = losses_of(self.model)
        return is_own(self.model, "train_step") or not losses or any(loss.name is None for loss in losses)

    def callback(self) -> Any:
        """Return the callback that follows `fit`."""
        import keras  # noqa: PLC0415 -- as above

        trial = self

        class Follower(keras.callbacks.Callback):  # type: ignore[misc]  # Keras has no types
            def on_train_batch_begin(self, batch: int, logs: Any = None) -> None:
                del batch, logs
                trial.model.reset_metrics()  # else what a step reports is the mean of all so far

            def on_train_batch_end(self, batch: int, logs: Any = None) -> None:
                del batch
                trial.stepped(logs or {})

            def on_epoch_end(self, epoch: int, logs: Any = None) -> None:
                del epoch, logs
                self.model.stop_training = trial.over()

        return Follower()

    def stepped(self, logs: dict[str, Any]) -> None:
        """Take in what a step reports.

        Raises:
            NoLossError: There is no loss in it, or several.
        """
        numbers = {name: float(np.mean(np.asarray(value))) for name, value in logs.items()}
        if not self.losses:
            self.name = _loss_among(numbers)
        loss = numbers.pop(self.name)
        self.losses.append(loss)
        for name, value in numbers.items():
            self.metrics[name] = (self.metrics.get(name, (value, value))[0], value)

    def over(self) -> bool:
        """Look at the model, and say whether to stop."""
        self._look()
        self.progress(len(self.losses), self.losses[-1])
        self.out_of_time = time.monotonic() - self._began > self.seconds
        return self.out_of_time or len(self.losses) >= self.steps or decided(self.attempt())

    def attempt(self, *, final: bool = False) -> Attempt:
        """Return what there is."""
        losses = np.array(self.losses[: self.steps], dtype=np.float64)
        first = self.looks[0].loss if self.looks else None
        own = is_own(self.model, "train_step")
        # A step of the user's own is taken for the compiled loss where it begins with the same number.
        self.plain = self.compiled and (
            not own
            or (first is not None and abs(losses[0] - first) <= ALIKE * max(abs(losses[0]), abs(first)))
        )
        if self.plain and not own and any(penalty for _, penalty in self.penalties):
            steps, values = zip(*self.penalties, strict=True)
            losses -= np.interp(np.arange(len(losses)), steps, values)
        looks = self.looks if self.plain else [replace(look, loss=None) for look in self.looks]
        labels = [as_numbers(leaf) for role, _, leaf in batch_leaves(self.batch) if role == "label"]
        pairs = (contained(self._pairs) if self.compiled else None) or []
        if any(loss.name in SPARSE for loss, _, _ in pairs):
            labels = [None if each is None else np.trunc(each) for each in labels]  # as the loss takes them
        known = self.plain and not self.added
        return Attempt(
            losses,
            tuple(looks),
            contained(yardstick_of, pairs if known else []) or Yardstick(),
            self.steps,
            any(differ(each) for each in labels if each is not None) if labels else None,
            self._predictions_differ() if final else None,
            is_noisy(self.model),
            self.random,
        )

    def _look(self) -> None:
        """Note the loss without dropout, and how many labels are named right."""
        self.penalties.append((len(self.losses), contained(penalty_of, self.model) or 0.0))
        if not self.compiled or self.labels is None:
            return
        try:
            outputs = self._outputs()
            weights = self.weights
            if not self.looks:
                self.added = has_added_losses(self.model)
                self.random = self._answers_at_random(outputs)
            loss = float(np.asarray(self.model._compile_loss(self.labels, outputs, weights)))  # noqa: SLF001 -- as above
            right = right_of(pairs_of(losses_of(self.model), self.labels, outputs))
        except Exception:  # noqa: BLE001 -- `fit` raises the same where it is the user's fault
            return
        self.looks.append(Look(len(self.losses), loss if np.isfinite(loss) else None, right))

    def _outputs(self, *, training: bool = False) -> Any:
        import tensorflow as tf  # noqa: PLC0415 -- as above

        model = self.model
        takes = getattr(model, "_call_has_training_arg", False)
        with contextlib.ExitStack() as stack:
            stack.enter_context(model.distribute_strategy.scope())
            if training:
                return model(self.inputs, training=True) if takes else model(self.inputs)
            if self._predict is None:
                self._predict = lambda x: model(x, training=False) if takes else model(x)
                if not model.run_eagerly:
                    self._predict = tf.function(self._predict)
            return self._predict(self.inputs)

    def _answers_at_random(self, outputs: Any) -> bool:
        import tensorflow as tf  # noqa: PLC0415 -- as above

        pairs = zip(tf.nest.flatten(outputs), tf.nest.flatten(self._outputs()), strict=True)
        return any(
            not np.array_equal(np.asarray(one), np.asarray(other), equal_nan=True) for one, other in pairs
        )

    def _pairs(self) -> Any:
        if self.labels is None or not self.looks:
            return []
        return pairs_of(losses_of(self.model), self.labels, self.labels)

    def _predictions_differ(self) -> bool | None:
        """Whether rows are told apart, with or without what is random in training."""
        import tensorflow as tf  # noqa: PLC0415 -- as above

        if not self.looks:
            return None
        found = []
        for training in (False, True):
            outputs = contained(self._outputs, training=training)
            found += [as_numbers(leaf) for leaf in tf.nest.flatten(outputs)]
        return any(differ(each) for each in found if each is not None)


def _loss_among(numbers: dict[str, float]) -> str:
    named = [name for name in numbers if "loss" in name.lower()]
    for name in ("loss", "total_loss", *(named if len(named) == 1 else ())):
        if name in numbers:
            return str(name)
    what = f"returns {', '.join(numbers)}" if numbers else "returns nothing"
    raise NoLossError(f"train_step {what}: there is no single loss to follow.")
