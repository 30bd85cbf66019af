"""Looking: what a model answers to its batch between two updates."""

from __future__ import annotations

import contextlib
from typing import Any

import numpy as np

from pyadapter.core.trials.attempt import Look
from pyadapter.core.trials.yardsticks import differ
from pyadapter.probe.patches import contained
from pyadapter.probe.trials.models import (
    LossOf,
    as_numbers,
    has_added_losses,
    is_own,
    losses_of,
    pairs_of,
    right_of,
)


class Looking:
    """Looks at a model.

    Args:
        model: A compiled model.
        batch: As Keras passes it to a step.
    """

    def __init__(self, model: Any, batch: Any) -> None:
        from keras.src.trainers.data_adapters.data_adapter_utils import (  # noqa: PLC0415 -- the user has imported it
            unpack_x_y_sample_weight,
        )

        self.model = model
        self.inputs, self.labels, self.weights = unpack_x_y_sample_weight(batch)
        self.compiled = not is_own(model, "compute_loss") and model._compile_loss is not None  # noqa: SLF001 -- nothing public says it
        """Whether the loss is computed by what `compile` was given."""
        self.looked = False
        """Whether it could be looked at."""
        self.added = False
        """Whether layers add losses of their own."""
        self.random = False
        """Whether it answers at random outside of training, too."""
        self._predict: Any = None

    def look(self, step: int) -> Look | None:
        """Compute the loss without dropout, and how many labels are named right.

        Args:
            step: Updates so far.

        Returns:
            None where nothing can be computed.
        """
        if not self.compiled or self.labels is None:
            return None
        try:
            outputs = self._outputs()
            if not self.looked:
                self.added = has_added_losses(self.model)
                self.random = self._answers_at_random(outputs)
            loss = float(np.asarray(self.model._compile_loss(self.labels, outputs, self.weights)))  # noqa: SLF001 -- as above
            right = right_of(pairs_of(losses_of(self.model), self.labels, outputs))
        except Exception:  # noqa: BLE001 -- `fit` raises the same where it is the user's fault
            return None
        self.looked = True
        return Look(step, loss if np.isfinite(loss) else None, right)

    def pairs(self) -> list[tuple[LossOf, Any, Any]]:
        """Return losses with their labels; none where they cannot be matched."""
        if not self.looked:
            return []
        return pairs_of(losses_of(self.model), self.labels, self.labels)

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

    def predictions_differ(self) -> bool | None:
        """Whether rows are told apart, with or without what is random in training."""
        import tensorflow as tf  # noqa: PLC0415 -- as above

        if not self.looked:
            return None
        found = []
        for training in (False, True):
            outputs = contained(self._outputs, training=training)
            found += [as_numbers(leaf) for leaf in tf.nest.flatten(outputs)]
        return any(differ(each) for each in found if each is not None)
