"""Where a run is recorded: at layers, losses, optimizers, in eager execution and within compiled functions.

A compiled function gets ops of its own, `numpy_function`s, as it is traced. XLA knows no such ops: of what it
compiles, loss and weights are read after the step.
"""

from __future__ import annotations

import functools
import threading
from typing import TYPE_CHECKING, Any

import numpy as np

from pyadapter.probe.patches import Patch, around, contained
from pyadapter.probe.watch.batches import batch_leaves
from pyadapter.probe.watch.names import path_of
from pyadapter.probe.watch.recording_ops import Taps, after_op, value_of
from pyadapter.probe.watch.values import executing_eagerly, read_variable

if TYPE_CHECKING:
    from collections.abc import Callable

    from pyadapter.probe.watch.run_recording import RunRecording


class RecordingTaps:
    """Takes tensors on their way.

    Args:
        recording: Is given them.
    """

    def __init__(self, recording: RunRecording) -> None:
        self._recording = recording
        self._local = threading.local()
        self._taps = Taps(recording)
        self._compiled: list[Any] = []

    def tensorflow_patches(self) -> list[Patch]:
        """Return the patches of TensorFlow."""
        from tensorflow.python.eager import backprop  # noqa: PLC0415 -- only once the user has imported it
        from tensorflow.python.eager.polymorphic_function import polymorphic_function  # noqa: PLC0415 -- as above

        tape = backprop.GradientTape
        reason = "layers that are called under a tape are trained, and so is what is differentiated"
        return [
            Patch(tape, "__enter__", reason, around(before=self._enters)),
            Patch(tape, "__exit__", reason, around(after=self._leaves)),
            Patch(tape, "gradient", reason, around(before=self._differentiated)),
            Patch(
                polymorphic_function.Function,
                "__call__",
                "loss and weights after a step that XLA has compiled, as nothing is seen within",
                around(after=self._function_returned),
            ),
        ]

    def keras_patches(self) -> list[Patch]:
        """Return the patches of Keras 3."""
        from keras.src.backend.tensorflow.trainer import TensorFlowTrainer  # noqa: PLC0415 -- as above
        from keras.src.layers.layer import Layer  # noqa: PLC0415 -- as above
        from keras.src.optimizers.base_optimizer import BaseOptimizer  # noqa: PLC0415 -- as above
        from keras.src.trainers.trainer import Trainer  # noqa: PLC0415 -- as above

        return [
            Patch(Layer, "__call__", "what layers put out", self._layer),
            Patch(TensorFlowTrainer, "make_train_function", "steps and their batches", self._maker),
            Patch(Trainer, "_compute_loss", "the loss before it is scaled", around(after=self._loss)),
            Patch(BaseOptimizer, "apply", "gradients and weights", around(self._updates, self._updated)),
        ]

    # Where a step begins

    def _maker(self, original: Callable[..., Any]) -> Callable[..., Any]:
        @functools.wraps(original)
        def make(model: Any, *arguments: Any, **named: Any) -> Any:
            before = model.train_function
            own = model.train_step
            # Keras would track an attribute that is set as usual.
            object.__setattr__(model, "train_step", self._step(own))
            try:
                result = original(model, *arguments, **named)
            finally:
                object.__delattr__(model, "train_step")
            function = model.train_function
            if function is not None and function is not before:
                model.train_function = self._after(model, function)
            return result

        return make

    def _step(self, original: Callable[..., Any]) -> Callable[..., Any]:
        @functools.wraps(original)
        def train_step(data: Any) -> Any:
            first = contained(self._begins, data)
            depth = self._depth
            self._local.depth, self._local.in_step, self._local.loss = depth + 1, True, False
            try:
                with after_op(first):
                    return original(data)
            finally:
                self._local.depth, self._local.in_step = depth, False

        return train_step

    def _after(self, model: Any, original: Callable[..., Any]) -> Callable[..., Any]:
        """Read what could not be seen while the step ran."""

        @functools.wraps(original)
        def steps(iterator: Any) -> Any:
            totals = contained(_totals, model) if self._taps.unseen else None
            first = self._taps.unseen or getattr(model, "jit_compile", False) is True
            if first:
                contained(self._read_start, model)
            result = original(iterator)
            if self._taps.unseen:
                contained(self._read, model, totals)
            return result

        return steps

    def _read_start(self, model: Any) -> None:
        for variable in model.trainable_variables:
            self._recording.take_start(path_of(variable), np.asarray(variable))

    def _read(self, model: Any, totals: Any) -> None:
        self._recording.begin()
        after = _totals(model)
        if after is not None:
            total, count = totals or (0.0, 0.0)
            # The tracker is a running mean, which begins anew with an epoch.
            total, count = (after[0] - total, after[1] - count) if after[1] > count else after
            if count:
                self._recording.take("loss", "loss", "", np.asarray(total / count, np.float32))
        for variable in model.trainable_variables:
            self._recording.take("weights", path_of(variable), "", np.asarray(variable))

    def _function_returned(self, result: Any, function: Any, *arguments: Any, **named: Any) -> None:
        del arguments, named
        if not self._compiled or not getattr(function, "_jit_compile", False) or not executing_eagerly():
            return
        self._recording.begin()
        shape = getattr(result, "shape", None)
        if shape is not None and shape.rank == 0:
            self._taps.tap("loss", "loss", "", result)
        for variable in self._compiled:
            self._taps.tap("weights", path_of(variable), "", read_variable(variable))

    def _begins(self, data: Any) -> Any:
        """Begin a step; in a graph by the op that is returned, which the step is to wait for."""
        if not self._taps.can_tap():
            return None
        first = self._taps.mark(self._recording.begin)
        with after_op(first):
            for role, name, leaf in batch_leaves(data):
                self._taps.tap("batch", name or role, "", leaf)
        return first

    @property
    def _depth(self) -> int:
        return getattr(self._local, "depth", 0)

    def _enters(self, tape: Any) -> None:
        del tape
        if not self._depth and not getattr(self._local, "in_step", False) and self._taps.can_tap():
            self._local.loss = False
            waiting = after_op(self._taps.mark(self._begin_after_update))
            waiting.__enter__()  # left as the tape is
            self._local.waiting = waiting
        self._local.depth = self._depth + 1

    def _begin_after_update(self) -> None:
        if self._recording.updated:
            self._recording.begin()

    def _leaves(self, result: Any, tape: Any, *arguments: Any) -> None:
        del result, tape, arguments
        self._local.depth = max(0, self._depth - 1)
        waiting = getattr(self._local, "waiting", None)
        if not self._local.depth and waiting is not None:
            self._local.waiting = None
            waiting.__exit__(None, None, None)

    # What is seen in it

    def _layer(self, original: Callable[..., Any]) -> Callable[..., Any]:
        @functools.wraps(original)
        def call(layer: Any, *arguments: Any, **named: Any) -> Any:
            names = self._names()
            names.append(str(getattr(layer, "name", type(layer).__name__)))
            try:
                outputs = original(layer, *arguments, **named)
                if self._depth:
                    contained(self._returned, "/".join(names), type(layer).__name__, outputs)
                return outputs
            finally:
                names.pop()

        return call

    def _names(self) -> list[str]:
        names: list[str] | None = getattr(self._local, "names", None)
        if names is None:
            names = self._local.names = []
        return names

    def _returned(self, path: str, kind: str, outputs: Any) -> None:
        for index, tensor in enumerate(_tensors(outputs)):
            self._taps.tap("outputs", path if not index else f"{path} (output {index})", kind, tensor)

    def _loss(self, result: Any, *arguments: Any, **named: Any) -> None:
        del arguments, named
        if result is not None and self._depth:
            self._local.loss = True
            self._taps.tap("loss", "loss", "", result)

    def _differentiated(self, tape: Any, target: Any = None, *arguments: Any, **named: Any) -> None:
        """Take the loss of a loop, or of a `train_step` that computes its own."""
        del tape, arguments, named
        rank = getattr(getattr(target, "shape", None), "rank", None)
        if rank == 0 and not getattr(self._local, "loss", False) and self._taps.can_tap():
            self._taps.tap("loss", "loss", "", target)

    def _updates(self, optimizer: Any, grads: Any, trainable_variables: Any = None) -> None:
        variables = _variables(optimizer, trainable_variables)
        if not isinstance(grads, (list, tuple)) or not variables:
            return
        if not self._taps.can_tap():
            known = {id(variable) for variable in self._compiled}
            self._compiled += [variable for variable in variables if id(variable) not in known]
        for gradient, variable in zip(grads, variables, strict=False):
            self._taps.tap_start(variable)
            self._taps.tap("gradients", path_of(variable), "", getattr(gradient, "values", gradient))

    def _updated(
        self, result: Any, optimizer: Any, grads: Any, trainable_variables: Any = None, **named: Any
    ) -> None:
        del result, grads, named
        for variable in _variables(optimizer, trainable_variables):
            self._taps.tap("weights", path_of(variable), "", value_of(variable))
        self._local.loss = False


def _variables(optimizer: Any, given: Any) -> list[Any]:
    variables = given if given is not None else getattr(optimizer, "_trainable_variables", ())
    return list(variables) if isinstance(variables, (list, tuple)) else []


def _totals(model: Any) -> tuple[float, float] | None:
    """Return sum and count of the loss in this epoch."""
    tracker = getattr(model, "_loss_tracker", None)
    if tracker is None:
        return None
    return float(np.asarray(tracker.total)), float(np.asarray(tracker.count))


def _tensors(structure: Any) -> list[Any]:
    if isinstance(structure, dict):
        return [each for value in structure.values() for each in _tensors(value)]
    if isinstance(structure, (list, tuple)):
        return [each for value in structure for each in _tensors(value)]
    # Of keras.Input's tensors there are no values.
    symbolic = hasattr(structure, "_keras_history") or not hasattr(structure, "shape")
    return [] if structure is None or symbolic else [structure]
