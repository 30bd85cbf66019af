"""Where the run is, for a person: epoch of epochs, step of steps, how fast, how long it will take."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import Any, Literal

from pyadapter.core.pace import Pace

State = Literal["training", "validating", "between", "done"]


@dataclass
class RunProgress:
    """What is known of the `fit` that runs, or of a loop.

    Attributes:
        state: What is done now.
        epoch: Counts from 0; None outside of `fit`.
        epochs: How many there will be; None where nobody says.
        step: Of the whole run; None before the first.
        in_epoch: Steps of this epoch that are done.
        per_epoch: Steps of an epoch; None before the first one of an unknown length is over.
        between_epochs: Seconds that the validation and callbacks after the last epoch took.
        loss: The newest one.
        pace: Of the steps.
    """

    state: State = "between"
    epoch: int | None = None
    epochs: int | None = None
    step: int | None = None
    in_epoch: int = 0
    per_epoch: int | None = None
    between_epochs: float = 0.0
    loss: float | None = None
    pace: Pace = field(default_factory=Pace)

    def begin_fit(self) -> None:
        """Forget what was known of the last `fit`."""
        self.state = "training"
        self.epochs = self.per_epoch = None
        self.in_epoch = 0
        self.between_epochs = 0.0

    def begin_epoch(self, epoch: int) -> None:
        """Note that an epoch begins; the one before tells how long epochs are, where nobody else does."""
        if self.in_epoch and not self.per_epoch:
            self.per_epoch = self.in_epoch
        self.epoch, self.in_epoch = epoch, 0

    def end_fit(self) -> None:
        """Note that `fit` is over."""
        self.state = "done"
        self.epoch = None

    @property
    def seconds_left(self) -> float | None:
        """How long `fit` will take from now on; None where that cannot be known."""
        pace = self.pace.per_second
        if pace is None or self.epoch is None or not self.epochs or not self.per_epoch:
            return None
        epochs = max(0, self.epochs - self.epoch - 1)
        steps = epochs * self.per_epoch + max(0, self.per_epoch - self.in_epoch)
        return steps / pace + epochs * self.between_epochs

    def to_wire(self) -> dict[str, Any]:
        """Return the schema's `Progress`."""
        known = {
            "epoch": self.epoch,
            "epochs": self.epochs,
            "step": self.step,
            "stepInEpoch": self.in_epoch if self.epoch is not None else None,
            "stepsPerEpoch": self.per_epoch,
            "stepsPerSecond": self.pace.per_second,
            "secondsLeft": self.seconds_left,
        }
        wire: dict[str, Any] = {"state": self.state}
        wire.update((name, value) for name, value in known.items() if value is not None)
        if self.loss is not None:
            wire["loss"] = self.loss if math.isfinite(self.loss) else None
        return wire
