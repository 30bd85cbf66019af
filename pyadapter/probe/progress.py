"""Where training is: epoch, step, and the batch that is being worked on."""

from __future__ import annotations

import weakref
from dataclasses import dataclass, field
from typing import Any


@dataclass
class Progress:
    """Where training is; one for the process.

    Attributes:
        epoch: Counts from 0; None outside `fit`.
        step: 0-based batch of the whole run; None before the first.
        batch: The structure that Keras passes to `train_step`, by reference, only while it is worked on.
        fit_arguments: `x`, `y`, `sample_weight`, `shuffle`, `batch_size` and others of the running `fit`, by
            reference.
        step_in_epoch: Batches of this epoch before the current one.
        evaluating: Whether a batch of `evaluate` or `predict` is worked on.
        in_train_function: Whether a step of `fit` or `train_on_batch` is running: its optimizer does not
            count steps then.
        optimizers: Those that have updated weights and are still there.
        fits: Calls of `fit` so far.
        in_fit: Whether one is running.
        again: Whether the step that runs is watched beside the compiled training, which is read as well.
    """

    epoch: int | None = None
    step: int | None = None
    batch: Any = None
    fit_arguments: dict[str, Any] = field(default_factory=dict)
    step_in_epoch: int = 0
    evaluating: bool = False
    in_train_function: bool = False
    optimizers: weakref.WeakSet[Any] = field(default_factory=weakref.WeakSet)
    fits: int = 0
    in_fit: bool = False
    again: bool = False

    @property
    def shown_step(self) -> int | None:
        """The step to tell of: none for a batch of `evaluate` that no training step led to."""
        return None if self.evaluating and self.epoch is None else self.step

    @property
    def validating(self) -> bool:
        """Whether the batch is one of the validation data of `fit`."""
        return self.evaluating and self.epoch is not None

    def begin_fit(self, arguments: dict[str, Any]) -> None:
        """Note that `fit` was called with some arguments."""
        self.fit_arguments = arguments
        self.fits += 1
        self.in_fit = True

    def begin_epoch(self, epoch: int) -> None:
        """Note that an epoch of `fit` begins."""
        self.epoch = epoch
        self.step_in_epoch = 0

    def begin_step(self, batch: Any) -> None:
        """Note that training begins to work on a batch."""
        self.step = 0 if self.step is None else self.step + 1
        self.batch = batch
        self.in_train_function = True

    def begin_evaluation(self, batch: Any) -> None:
        """Note that `evaluate` or `predict` begins to work on a batch."""
        self.batch = batch
        self.evaluating = True

    def end_evaluation(self) -> None:
        """Let go of the batch."""
        self.batch = None
        self.evaluating = False

    def end_step(self) -> None:
        """Let go of the batch."""
        self.batch = None
        self.in_train_function = False
        self.step_in_epoch += 1

    def end_fit(self) -> None:
        """Note that `fit` is over."""
        self.epoch = None
        self.in_fit = False
        self.step_in_epoch = 0
        self.fit_arguments = {}
        self.batch = None
        self.in_train_function = False
