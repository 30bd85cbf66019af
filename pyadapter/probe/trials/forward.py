"""Forward: what an untrained model makes of its first batch."""

from __future__ import annotations

import contextlib
import re
from typing import TYPE_CHECKING, Any

import numpy as np

from pyadapter.probe.patches import contained
from pyadapter.probe.trials.models import is_own, losses_of, pairs_of

if TYPE_CHECKING:
    from pyadapter.probe.trials.models import LossOf

_AROUND = ("Exception encountered", "Could not automatically infer", "Error encountered")
"""How lines of Keras begin that stand around an error."""

LONGEST = 300
"""Characters of an error that are shown."""


class Forward:
    """What the model makes of the first batch.

    Args:
        model: A compiled model.
        batch: As Keras passes it to a step.
    """

    def __init__(self, model: Any, batch: Any) -> None:
        from keras.src.trainers.data_adapters.data_adapter_utils import (  # noqa: PLC0415 -- the user has imported it
            unpack_x_y_sample_weight,
        )

        inputs, labels, weights = unpack_x_y_sample_weight(batch)
        self.refused, self.loss = "", None
        self.pairs: list[tuple[LossOf, Any, Any]] = []
        self.calls: list[tuple[Any, Any, Any]] = []
        try:
            takes = getattr(model, "_call_has_training_arg", False)
            with contextlib.ExitStack() as stack:
                stack.enter_context(model.distribute_strategy.scope())
                outputs = model(inputs, training=False) if takes else model(inputs)
        except Exception as error:  # noqa: BLE001 -- what the user's model says of its data is the answer
            self.refused = "" if is_own(model, "train_step") else _first_line(error)
            return
        if labels is None:
            return
        self.pairs = contained(self._pairs, model, outputs, labels) or []
        if is_own(model, "compute_loss") or not self.pairs:
            return
        try:
            self.loss = float(np.asarray(model._compile_loss(labels, outputs, weights)))  # noqa: SLF001 -- nothing public says it
        except Exception as error:  # noqa: BLE001 -- as above
            self.refused = _first_line(error)

    def _pairs(self, model: Any, outputs: Any, labels: Any) -> list[tuple[LossOf, Any, Any]]:
        found = pairs_of(losses_of(model, outputs, labels), labels, outputs)
        flat = getattr(model._compile_loss, "_flat_losses", None) or ()  # noqa: SLF001 -- as above
        losses = [each.loss for each in flat if each.loss is not None]
        self.calls = [(loss, y_true, y_pred) for loss, (_, y_true, y_pred) in zip(losses, found, strict=True)]
        return found


def _first_line(error: Exception) -> str:
    """Return the line of an error that says what is wrong, behind the layer that Keras names."""
    text = re.sub("\x1b\\[[0-9;]*m", "", str(error)) or type(error).__name__
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    layer = re.match(r"Exception encountered when calling (.*?\(\))", lines[0])
    said = next((line for line in lines if not line.startswith(_AROUND)), lines[0]).partition(" for '{{node")[
        0
    ]
    return f"{layer[1]}: {said}"[:LONGEST] if layer else said[:LONGEST]
