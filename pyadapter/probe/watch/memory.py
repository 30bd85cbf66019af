"""Memory: which large tensors a step holds, by the layers that made them."""

from __future__ import annotations

import sys
import weakref
from dataclasses import replace
from math import prod
from typing import TYPE_CHECKING, Any, ClassVar

from pyadapter.core.detectors.memory import Held, Memory, over_budget
from pyadapter.core.refusal import Refusal
from pyadapter.probe.watch.batches import batch_leaves
from pyadapter.probe.watch.frames import layers_in, site_of
from pyadapter.probe.watch.frames_of_models import layer_line
from pyadapter.probe.watch.observer import Observer
from pyadapter.probe.watch.origins import fault_of
from pyadapter.probe.watch.records import text_of
from pyadapter.probe.watch.refusals import Place, innermost_user
from pyadapter.probe.watch.shapes import shape_of

if TYPE_CHECKING:
    from pyadapter.core.finding import Kind, Location
    from pyadapter.core.refusal import Shape
    from pyadapter.probe.watch.observer import ObserverContext
    from pyadapter.probe.watch.ops import ThreadState

MEBIBYTE = 1 << 20

LARGE = MEBIBYTE
"""Bytes from which on a tensor is followed. Measured: an op that makes so much takes 100 µs and more,
to follow its output 1 µs."""

SHARE = 256
"""A budget is watched by tensors of a 256th of it."""

MOST = 5000
"""Tensors that are followed at most."""


VIEWS = frozenset(
    op_type
    for name in (
        "Identity", "Reshape", "Squeeze", "ExpandDims", "StopGradient", "PreventGradient", "EnsureShape",
        "Bitcast", "ReadVariableOp",
    )
    for op_type in (name, name.encode())
)  # fmt: skip
"""Ops whose output is the memory of their first input (`forward_input_to_output` in TensorFlow's kernels)."""

SMALLEST = 4
"""Bytes of a value, by which sizes are turned to counts: those of a float32."""


class _Buffer:
    """Memory that one or several tensors share."""

    __slots__ = ("op", "scope", "shape", "size", "tensors")

    def __init__(self, op: Any, scope: str, shape: Shape, size: int) -> None:
        self.op = op
        self.scope = scope
        self.shape = shape
        self.size = size
        self.tensors = 0


class _Followed(weakref.ref):  # type: ignore[type-arg]  # a class with a parameter has no slots on Python 3.10
    """A reference to a tensor, with its memory."""

    __slots__ = ("buffer", "identity")

    buffer: _Buffer
    identity: int


class MemoryObserver(Observer):
    """Follows large outputs of ops by weak references; tells once when they exceed the memory budget.

    Variables and batches are not counted: they are there before the step.
    """

    kinds: ClassVar[frozenset[Kind]] = frozenset({"out-of-memory"})

    def __init__(self, context: ObserverContext) -> None:
        super().__init__(context)
        budget = context.configuration.get("memoryBudget")
        self._budget = int(budget) * MEBIBYTE if budget else None
        self._followed: dict[int, _Followed] = {}
        self._total = 0
        self._told = False
        self._model: weakref.ref[Any] | None = None
        context.watcher.large = (min(LARGE, self._budget // SHARE) if self._budget else LARGE) / SMALLEST
        context.watcher.large_made = self._made

    def breakpoints_changed(self) -> None:
        """Tell again."""
        self._told = False

    def step_begins(self, model: Any, batch: Any, *, training: bool) -> None:
        """Note which model names the layers."""
        del batch, training
        self._model = None if model is None else weakref.ref(model)

    def now(self) -> Memory:
        """Describe what is held now."""
        model = self._model() if self._model is not None else None
        buffers = dict.fromkeys(each.buffer for each in list(self._followed.values()))
        held = []
        for each in buffers:
            layer = layers_in(each.scope.replace("gradient_tape/", ""), model)
            held.append(Held(layer, text_of(each.op), each.shape, each.size))
        return Memory(tuple(held), self._rows(), self._budget, device_bytes())

    def _rows(self) -> int | None:
        shapes = (shape_of(leaf) for _, _, leaf in batch_leaves(self.context.progress.batch))
        return next((shape[0] for shape in shapes if shape), None)

    def _made(self, state: ThreadState, op: Any, inputs: Any, tensor: Any, scope: str) -> None:
        """Follow a large output of an op; on the hot path."""
        if not self.armed or len(self._followed) > MOST:
            return
        if op in VIEWS:
            source = self._followed.get(inputs[0]._id) if inputs else None  # noqa: SLF001 -- as tapes do
            if source is None:
                return
            buffer = source.buffer
        else:
            shape = shape_of(tensor) or ()
            buffer = _Buffer(op, scope, shape, prod(size or 0 for size in shape) * tensor.dtype.size)
            self._total += buffer.size
        followed = _Followed(tensor, self._gone)
        followed.buffer, followed.identity = buffer, tensor._id  # noqa: SLF001 -- as above
        buffer.tensors += 1
        self._followed[followed.identity] = followed
        if self._budget is not None and self._total > self._budget and not self._told:
            state.busy = True
            try:
                self._exceeded(op, tensor)
            finally:
                state.busy = False

    def _gone(self, followed: _Followed) -> None:
        if self._followed.pop(followed.identity, None) is not None:
            followed.buffer.tensors -= 1
            if not followed.buffer.tensors:
                self._total -= followed.buffer.size

    def _exceeded(self, op: Any, tensor: Any) -> None:
        places = _here()
        site = site_of(sys._getframe(1))  # noqa: SLF001 -- inspect reads the source, too
        symptom = over_budget(self.now(), site.layer)
        if symptom is not None:
            fault = fault_of(symptom, site, value=tensor, op=text_of(op), location=_line(places))
            self._told = self.context.report(replace(fault, rows=()))


def _here() -> list[Place]:
    frame = sys._getframe(2)  # noqa: SLF001 -- as above
    places = []
    while frame is not None:
        places.append(Place(frame, frame.f_lineno))
        frame = frame.f_back  # type: ignore[assignment]  # checked in the loop's head
    return places[::-1]


def _line(places: list[Place]) -> Location | None:
    return layer_line(places, innermost_user(places), Refusal("", ""), None)


def device_bytes() -> int | None:
    """Return the bytes that are in use on the first GPU; None without one."""
    import tensorflow as tf  # noqa: PLC0415 -- only once the user has imported it

    try:
        if not tf.config.list_logical_devices("GPU"):
            return None
        return int(tf.config.experimental.get_memory_info("GPU:0")["current"])
    except (KeyError, RuntimeError, ValueError):  # a device without statistics
        return None
