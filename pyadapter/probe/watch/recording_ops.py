"""Ops that hand on the values of tensors as a compiled function runs; in eager execution, values at once."""

from __future__ import annotations

import contextlib
import sys
from typing import TYPE_CHECKING, Any

import numpy as np

from pyadapter.probe.patches import contained
from pyadapter.probe.watch.frames import in_first_replica
from pyadapter.probe.watch.names import path_of
from pyadapter.probe.watch.values import executing_eagerly, read_variable

if TYPE_CHECKING:
    from collections.abc import Callable

    from pyadapter.core.run_digest import Stage
    from pyadapter.probe.watch.run_recording import RunRecording

_UNSEEN = (
    "XLA compiled the step (jit_compile=True): loss and weights are recorded, its batches, layers and "
    "gradients are not seen."
)


class Taps:
    """Hands values on to a recording.

    Args:
        recording: Is given them.
    """

    def __init__(self, recording: RunRecording) -> None:
        self._recording = recording
        self._places = 0
        self.unseen = False
        """Whether XLA has compiled something that could not be tapped."""

    def tap(self, stage: Stage, name: str, kind: str, tensor: Any) -> None:
        """Hand on a tensor of a step."""
        recording = self._recording
        place = 0
        if not executing_eagerly():
            self._places += 1
            place = self._places
        self._insert(tensor, lambda array: recording.take(stage, name, kind, array, place))

    def tap_start(self, variable: Any) -> None:
        """Hand on a weight before the first update."""
        recording, name = self._recording, path_of(variable)
        self._insert(value_of(variable), lambda array: recording.take_start(name, array))

    def mark(self, function: Callable[[], None]) -> Any:
        """Call a function now, or by an op, which is returned."""
        if executing_eagerly():
            function()
            return None
        import tensorflow as tf  # noqa: PLC0415 -- the script has imported it

        return self._insert(tf.constant(0), lambda _: function())

    def _insert(self, tensor: Any, take: Callable[[Any], None]) -> Any:
        """Hand on a tensor's values: at once, or by an op in the graph that is being traced."""
        if tensor is None or not in_first_replica():
            return None
        if hasattr(tensor, "_numpy"):
            take(np.asarray(tensor._numpy()))  # noqa: SLF001 -- `.numpy()` copies
            return None
        import tensorflow as tf  # noqa: PLC0415 -- the script has imported it
        from tensorflow.python.eager import record  # noqa: PLC0415 -- as above

        if isinstance(tensor, tf.Tensor) and not executing_eagerly() and self.can_tap():
            with record.stop_recording():
                # Without a result: TensorFlow keeps ops that have side effects.
                return tf.numpy_function(lambda array: contained(take, array), [tensor], [])
        return None

    def can_tap(self) -> bool:
        """Whether an op of Python may be here: everywhere but in what XLA or `vectorized_map` compile."""
        if executing_eagerly():
            return True
        frame: Any = sys._getframe(1)  # noqa: SLF001 -- inspect reads the source, too
        while frame is not None:
            if "parallel_for" in frame.f_code.co_filename:
                return False
            if frame.f_code.co_name in _TRACERS and getattr(
                frame.f_locals.get("self"), "_jit_compile", False
            ):
                self.unseen = True
                self._recording.note(_UNSEEN)
                return False
            frame = frame.f_back
        return True


def after_op(op: Any) -> Any:
    """Return a context whose ops run after one that begins the step."""
    if op is None:
        return contextlib.nullcontext()
    import tensorflow as tf  # noqa: PLC0415 -- the script has imported it

    return tf.control_dependencies([op])


_TRACERS = frozenset({"__call__", "_call", "_initialize"})
"""Methods of a `tf.function` that are on the stack while it is traced."""


def value_of(variable: Any) -> Any:
    """Return a variable's value: an eager tensor, or a read in the graph."""
    if executing_eagerly():
        return read_variable(variable)
    inner = getattr(variable, "_value", variable)
    return inner.read_value() if hasattr(inner, "read_value") else None
