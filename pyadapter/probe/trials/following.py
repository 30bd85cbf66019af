"""Following: what a training on one batch does, step by step, and when it may stop."""

from __future__ import annotations

import time
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from pyadapter.core.trials.attempt import Attempt, Look
from pyadapter.core.trials.overfitting import decided
from pyadapter.core.trials.yardsticks import SPARSE, Yardstick, differ
from pyadapter.probe.patches import contained
from pyadapter.probe.trials.looking import Looking
from pyadapter.probe.trials.models import as_numbers, is_noisy, is_own, losses_of, penalty_of, yardstick_of
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
        self.looking = Looking(self.model, self.batch)
        self._began = time.monotonic()
        self._look()

    @property
    def own_loss(self) -> bool:
        """Whether the loss, or the step that reports it, is the user's own."""
        losses = losses_of(self.model)
        return is_own(self.model, "train_step") or not losses or any(loss.name is None for loss in losses)

    def callback(self) -> Any:
        """Return the callback that follows `fit`."""
        import keras  # noqa: PLC0415 -- the user has imported it

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

    def _look(self) -> None:
        self.penalties.append((len(self.losses), contained(penalty_of, self.model) or 0.0))
        seen = self.looking.look(len(self.losses))
        self.looks += [] if seen is None else [seen]

    def attempt(self, *, final: bool = False) -> Attempt:
        """Return what there is."""
        losses = np.array(self.losses[: self.steps], dtype=np.float64)
        first = self.looks[0].loss if self.looks else None
        own = is_own(self.model, "train_step")
        # A step of the user's own is taken for the compiled loss where it begins with the same number.
        self.plain = self.looking.compiled and (
            not own
            or (first is not None and abs(losses[0] - first) <= ALIKE * max(abs(losses[0]), abs(first)))
        )
        if self.plain and not own and any(penalty for _, penalty in self.penalties):
            steps, values = zip(*self.penalties, strict=True)
            losses -= np.interp(np.arange(len(losses)), steps, values)
        looks = self.looks if self.plain else [replace(look, loss=None) for look in self.looks]
        labels = [as_numbers(leaf) for role, _, leaf in batch_leaves(self.batch) if role == "label"]
        pairs = (contained(self.looking.pairs) if self.looking.compiled else None) or []
        if any(loss.name in SPARSE for loss, _, _ in pairs):
            labels = [None if each is None else np.trunc(each) for each in labels]  # as the loss takes them
        known = self.plain and not self.looking.added
        return Attempt(
            losses,
            tuple(looks),
            contained(yardstick_of, pairs if known else []) or Yardstick(),
            self.steps,
            any(differ(each) for each in labels if each is not None) if labels else None,
            self.looking.predictions_differ() if final else None,
            is_noisy(self.model),
            self.looking.random,
        )


def _loss_among(numbers: dict[str, float]) -> str:
    named = [name for name in numbers if "loss" in name.lower()]
    for name in ("loss", "total_loss", *(named if len(named) == 1 else ())):
        if name in numbers:
            return str(name)
    what = f"returns {', '.join(numbers)}" if numbers else "returns nothing"
    raise NoLossError(f"train_step {what}: there is no single loss to follow.")
