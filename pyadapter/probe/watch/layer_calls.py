"""The calls of layers in the step that runs: which layer was given what, and what it made of it.

Tensors are held weakly: at a stop those can be looked at that the program itself still holds, as the gradient
tape does with most of a forward pass.
"""

from __future__ import annotations

import inspect
import sys
import threading
import weakref
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from pyadapter.probe.patches import Patch, around
from pyadapter.probe.watch.frames import in_first_replica
from pyadapter.probe.watch.observer import Observer
from pyadapter.probe.watch.values import executing_eagerly, is_eager

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping
    from types import CodeType, FrameType

    from pyadapter.probe.watch.observer import ObserverContext

_MOST = 20_000
"""Calls that are kept of one step: a loop in a layer can call another one without end."""


@dataclass(slots=True)
class LayerCall:
    """One call of a layer.

    Attributes:
        layer: The layer, held weakly.
        path: Names of the layers around it and its own, joined by slashes.
        depth: Layers around it.
        inputs: `_id` of each tensor that it was given, in order.
        outputs: The tensors that it returned, held weakly; empty while it runs, and when it raised.
        output_ids: `_id` of each.
        signatures: Shape of each and its `DataType` of TensorFlow's types.proto, known also when it is gone.
        mask: Keras' mask of the first tensor that it was given, held weakly.
    """

    layer: weakref.ref[Any]
    path: str
    depth: int
    inputs: tuple[int, ...]
    outputs: tuple[weakref.ref[Any], ...] = ()
    output_ids: tuple[int, ...] = ()
    signatures: tuple[tuple[tuple[int, ...], int], ...] = ()
    mask: weakref.ref[Any] | None = None

    def output(self) -> Any:
        """Return the first tensor that it returned; None when nobody holds it any more."""
        return self.outputs[0]() if self.outputs else None


@dataclass
class _Thread:
    """Attributes: the calls that run on a thread, innermost last, and the layers' names."""

    running: list[LayerCall] = field(default_factory=list)
    names: list[str] = field(default_factory=list)


class LayerCalls(Observer):
    """Records the calls of layers, of the first replica alone. About 6 µs a call.

    Args:
        context: What it can use.
    """

    def __init__(self, context: ObserverContext) -> None:
        super().__init__(context)
        self._local = threading.local()
        self._code: CodeType | None = None
        self._over = False
        self.calls: list[LayerCall] = []
        """Those of this step, in the order in which they began; of the step before until a layer is called.

        A loop's step is over with its update, and the line after it is where many breakpoints are.
        """
        self.listeners: list[Callable[[LayerCall], None]] = []
        """Are told of each call that has returned, while its outputs are sure to be there."""

    @property
    def wanted(self) -> bool:
        """Whether somebody can look at them."""
        return bool(self.context.configuration.get("panels"))

    def patches(self, package: str) -> Iterable[Patch]:
        """Return the patches of `keras`: of what each call of a layer begins and ends with.

        They leave no frame of their own between a layer and what it calls.
        """
        if package != "keras" or not self.wanted:
            return
        from keras.src.layers.layer import Layer  # noqa: PLC0415 -- only once the user has imported it

        # Keras wraps it to filter tracebacks.
        self._code = inspect.unwrap(Layer.__call__).__code__
        reason = "what each layer was given and has made, for the panels that show layers"
        yield Patch(Layer, "_get_call_context", reason, around(before=self._begins))
        yield Patch(Layer, "_maybe_reset_call_context", reason, around(before=self._ends))

    def step_begins(self, model: Any, batch: Any, *, training: bool) -> None:
        """Forget the step before as soon as a layer is called."""
        del model, batch, training
        self._over = True

    def current(self) -> LayerCall | None:
        """Return the innermost call that runs on this thread."""
        running = self._thread().running
        return running[-1] if running else None

    def running(self) -> list[LayerCall]:
        """Return the calls that run on this thread, innermost last."""
        return self._thread().running

    def arguments(self, call: LayerCall, frame: FrameType | None) -> tuple[Any, Mapping[str, Any]]:
        """Return what a running call was given, masks of Keras' own among it.

        Args:
            call: The call.
            frame: Where to look for it outwards: a frame that it has led to.
        """
        layer = call.layer()
        while frame is not None:
            if frame.f_code is self._code and frame.f_locals.get("self") is layer:
                return frame.f_locals["args"], frame.f_locals["kwargs"]
            frame = frame.f_back
        return (), {}

    def last_of(self, path: str) -> LayerCall | None:
        """Return the latest call of a layer in this step."""
        return next((call for call in reversed(self.calls) if call.path == path), None)

    def _thread(self) -> _Thread:
        thread: _Thread | None = getattr(self._local, "thread", None)
        if thread is None:
            thread = self._local.thread = _Thread()
        return thread

    def _begins(self, layer: Any) -> None:
        frame = sys._getframe(3)  # noqa: SLF001 -- contained, the wrapper, then the layer's `__call__`
        if frame.f_code is not self._code or not in_first_replica():
            return
        values = frame.f_locals
        given = list(_tensors((values.get("args"), values.get("kwargs"))))
        if not (is_eager(given[0]) if given else executing_eagerly()):
            return
        thread = self._thread()
        thread.names.append(str(layer.name))
        # An attribute that is not there costs a tensor 4 µs to say so.
        mask = vars(given[0]).get("_keras_mask") if given else None
        call = LayerCall(
            weakref.ref(layer),
            "/".join(thread.names),
            len(thread.running),
            tuple(tensor._id for tensor in given if is_eager(tensor)),  # noqa: SLF001 -- as tapes do
            mask=None if mask is None else weakref.ref(mask),
        )
        thread.running.append(call)
        if self._over:
            self._over, self.calls = False, []
        if len(self.calls) < _MOST:
            self.calls.append(call)

    def _ends(self, layer: Any) -> None:
        thread = self._thread()
        if not thread.running or thread.running[-1].layer() is not layer:
            return
        call = thread.running.pop()
        thread.names.pop()
        frame = sys._getframe(3)  # noqa: SLF001 -- as above
        made = [tensor for tensor in _tensors(frame.f_locals.get("outputs")) if is_eager(tensor)]
        call.outputs = tuple(weakref.ref(tensor) for tensor in made)
        call.output_ids = tuple(tensor._id for tensor in made)  # noqa: SLF001 -- as tapes do
        call.signatures = tuple((tensor._shape_tuple(), tensor._datatype_enum()) for tensor in made)  # noqa: SLF001 -- `.shape` and `.dtype` cost ten times as much
        for listener in self.listeners:
            listener(call)


def _tensors(structure: Any) -> Iterator[Any]:
    if isinstance(structure, dict):
        for value in structure.values():
            yield from _tensors(value)
    elif isinstance(structure, (tuple, list)):
        for value in structure:
            yield from _tensors(value)
    elif structure is not None and (is_eager(structure) or hasattr(structure, "_keras_history")):
        yield structure
