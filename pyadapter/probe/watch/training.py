"""Training as Keras does it, and as hand-written loops do: where it can be watched, as a list of patches."""

from __future__ import annotations

import math
import sys
import weakref
from typing import TYPE_CHECKING, Any

from pyadapter.probe.patches import Patch, around
from pyadapter.probe.watch import layer_lines
from pyadapter.probe.watch.loop_steps import LoopSteps
from pyadapter.probe.watch.names import path_of
from pyadapter.probe.watch.values import executing_eagerly, read_variable

if TYPE_CHECKING:
    from pyadapter.probe.progress import Progress
    from pyadapter.probe.watch.observer import Observers
    from pyadapter.probe.watch.watcher import Watcher


MOST = 5000
"""Variables from which on those that are gone are looked for: 1 MB."""


class TrainingWatch:
    """Tells the watcher of tapes, losses, gradients, updates and epochs.

    Args:
        watcher: Looks at the values.
        progress: Learns of steps and epochs.
        observers: Are told of all of it.
    """

    def __init__(self, watcher: Watcher, progress: Progress, observers: Observers) -> None:
        self._watcher = watcher
        self._observers = observers
        self._progress = progress
        self._steps = LoopSteps(progress, self._next_step)
        # Weak: a step's gradients are gone when the step is over. Variables cannot be keys: TensorFlow's
        # compare by value.
        self._gradients_of: dict[int, tuple[weakref.ref[Any], weakref.ref[Any]]] = {}
        self._most = MOST

    def tensorflow_patches(self) -> list[Patch]:
        """Return the patches of TensorFlow."""
        from tensorflow.python.eager import backprop  # noqa: PLC0415 -- only once the user has imported it

        tape = backprop.GradientTape
        return [
            Patch(
                tape,
                "__enter__",
                "a thread that opens a tape trains: its ops are watched, and recorded to name the lines of "
                "bad gradients",
                around(before=self._enter_tape),
            ),
            Patch(tape, "__exit__", "recording ends with the tape", around(after=self._leave_tape)),
            Patch(
                tape,
                "gradient",
                "the value that is differentiated is the loss, also in a hand-written loop; ops in here are "
                "not forward ops",
                around(before=self._begin_gradient, after=self._end_gradient),
            ),
        ]

    def keras_patches(self) -> list[Patch]:
        """Return the patches of Keras 3."""
        from keras.src.callbacks.callback_list import CallbackList  # noqa: PLC0415 -- as above
        from keras.src.losses.loss import Loss  # noqa: PLC0415 -- as above
        from keras.src.optimizers.base_optimizer import BaseOptimizer  # noqa: PLC0415 -- as above
        from keras.src.optimizers.loss_scale_optimizer import LossScaleOptimizer  # noqa: PLC0415 -- as above
        from keras.src.trainers.trainer import Trainer  # noqa: PLC0415 -- as above

        return [
            *layer_lines.patches(),
            Patch(CallbackList, "on_epoch_begin", "the epoch of a finding", around(before=self._begin_epoch)),
            Patch(Trainer, "_compute_loss", "the loss before it is scaled", around(after=self._loss)),
            Patch(
                Loss,
                "__call__",
                "labels and predictions, before an op refuses them",
                around(self._loss_called),
            ),
            Patch(
                BaseOptimizer,
                "apply",
                "gradients before, weights after an update; counts the steps of hand-written loops",
                around(before=self._gradients, after=self._weights),
            ),
            Patch(
                BaseOptimizer,
                "scale_loss",
                "a scaled loss may overflow on purpose",
                around(before=self._scale_by_factor),
            ),
            Patch(
                LossScaleOptimizer,
                "scale_loss",
                "a scaled loss may overflow on purpose",
                around(before=self._scale),
            ),
            Patch(
                LossScaleOptimizer,
                "apply",
                "what follows the update is no longer scaled",
                around(after=self._unscaled),
            ),
        ]

    def _enter_tape(self, tape: Any) -> None:
        del tape
        state = self._watcher.thread_state()
        state.tapes += 1
        if state.tapes == 1:
            self._steps.tape_opened()

    def _next_step(self) -> None:
        self._observers.tell("step_ends", None, training=True)
        self._progress.step = 1 if self._progress.step is None else self._progress.step + 1
        self._watcher.begin_step()
        self._observers.tell("step_begins", None, None, training=True)

    def _leave_tape(self, result: Any, tape: Any, *arguments: Any) -> None:
        del result, tape, arguments
        state = self._watcher.thread_state()
        state.tapes = max(0, state.tapes - 1)

    def _begin_gradient(self, tape: Any, target: Any = None, *arguments: Any, **named: Any) -> None:
        del tape, arguments, named
        state = self._watcher.thread_state()
        state.backward += 1
        if state.loss_scaled:
            state.scaled_gradients = True
        elif getattr(getattr(target, "shape", None), "rank", None) == 0 and executing_eagerly():
            self._watcher.check_value(target, "loss")

    def _end_gradient(
        self, result: Any, tape: Any, target: Any = None, sources: Any = None, *arguments: Any, **named: Any
    ) -> None:
        del arguments, named
        state = self._watcher.thread_state()
        state.backward = max(0, state.backward - 1)
        raised = result is None and sys.exc_info()[0] is not None
        if not raised and executing_eagerly():
            self._observers.tell("gradients_taken", tape, target, sources, result)

    def _begin_epoch(self, callbacks: Any, epoch: int, *arguments: Any, **named: Any) -> None:
        del callbacks, arguments, named
        self._progress.begin_epoch(int(epoch))
        self._observers.tell("epoch_begins", int(epoch))

    def _loss(  # noqa: PLR0913, PLR0917 -- the parameters are Keras'
        self,
        result: Any,
        model: Any,
        x: Any = None,
        y: Any = None,
        y_pred: Any = None,
        sample_weight: Any = None,
        *arguments: Any,
        **named: Any,
    ) -> None:
        del arguments, named
        if result is not None and executing_eagerly():
            self._watcher.check_value(result, "loss")
            self._observers.tell("loss_computed", result, model, x, y, y_pred, sample_weight)

    def _loss_called(
        self, loss: Any, y_true: Any = None, y_pred: Any = None, sample_weight: Any = None
    ) -> None:
        if executing_eagerly():
            self._observers.tell("loss_called", loss, y_true, y_pred, sample_weight)

    def _scale(self, *arguments: Any) -> None:
        del arguments
        self._watcher.thread_state().loss_scaled = True

    def _scale_by_factor(self, optimizer: Any, *arguments: Any) -> None:
        if optimizer.loss_scale_factor is not None:
            self._scale(*arguments)

    def _unscaled(self, *arguments: Any, **named: Any) -> None:
        del arguments, named
        state = self._watcher.thread_state()
        state.loss_scaled = state.scaled_gradients = False

    def _gradients(self, optimizer: Any, grads: Any, trainable_variables: Any = None) -> None:
        if not executing_eagerly():
            return
        self._watcher.thread_state().updating = True
        self._progress.optimizers.add(optimizer)
        variables = trainable_variables
        if variables is None:
            variables = getattr(optimizer, "_trainable_variables", ())
        # A zip can be read only once, and it is the optimizer's to read.
        if not isinstance(grads, (list, tuple)) or not isinstance(variables, (list, tuple)):
            return
        active = self._watcher.thread_state().active
        for gradient, variable in zip(grads, variables, strict=False):
            values = getattr(gradient, "values", gradient)
            if not hasattr(values, "_numpy"):
                continue
            if len(self._gradients_of) >= self._most:
                self._forget_the_gone()
            self._gradients_of[id(variable)] = weakref.ref(variable), weakref.ref(values)
            norm = self._watcher.norms.of(values) if active else 0.0
            if norm is None or not math.isfinite(norm):
                self._watcher.check_value(values, "gradient", path_of(variable))
        self._observers.tell("update_begins", optimizer, grads, variables)

    def _forget_the_gone(self) -> None:
        """Forget variables that are gone, as those of models are that are made over and over."""
        alive = {key: known for key, known in self._gradients_of.items() if known[0]() is not None}
        self._gradients_of, self._most = alive, 2 * len(alive) + MOST

    def gradient_norm(self, variable: Any) -> str | None:
        """Return the Euclidean norm of a weight's gradient in this step, None when there is none any more."""
        norm = self._watcher.norms.of(self.gradient_of(variable))
        return None if norm is None else f"{norm:.4g}"

    def gradient_of(self, variable: Any) -> Any:
        """Return the values of a weight's gradient in this step, None when there are none any more."""
        known, gradient = self._gradients_of.get(id(variable), (None, None))
        # Another variable may be where one was that is gone.
        return gradient() if known is not None and gradient is not None and known() is variable else None

    def updated(self) -> list[Any]:
        """Return the variables that optimizers were given gradients of, as far as they are still there."""
        alive = (variable() for variable, _ in list(self._gradients_of.values()))
        return [variable for variable in alive if variable is not None]

    def _weights(
        self, result: Any, optimizer: Any, grads: Any, trainable_variables: Any = None, **named: Any
    ) -> None:
        del result, named
        self._watcher.thread_state().updating = False
        if not executing_eagerly():
            return
        variables = trainable_variables
        if not isinstance(variables, (list, tuple)):
            variables = getattr(optimizer, "_trainable_variables", ())
        if self._watcher.thread_state().active and not self._watcher.told:
            for variable in variables:
                value = read_variable(variable)
                if value is not None:
                    self._watcher.check_value(value, "variable", path_of(variable))
        if getattr(optimizer, "loss_scale_factor", None) is not None:
            self._unscaled()
        if isinstance(grads, (list, tuple)):
            self._observers.tell("update_ends", optimizer, grads, variables)
        self._steps.updated(optimizer)


def keras_backend() -> str | None:
    """Return the backend of the Keras that is imported, None when it cannot be known."""
    configuration = sys.modules.get("keras.src.backend.config")
    return None if configuration is None else str(configuration.backend())
