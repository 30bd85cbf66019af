"""The losses of the step that runs, a value a row, and what they compare: what a batch's rows are sorted by.

Predictions and labels are held weakly, losses by row until the step is over.
"""

from __future__ import annotations

import threading
import weakref
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pyadapter.probe.patches import Patch, around
from pyadapter.probe.watch.observer import Observer
from pyadapter.probe.watch.values import executing_eagerly, is_eager

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pyadapter.probe.watch.layer_calls import LayerCall, LayerCalls
    from pyadapter.probe.watch.observer import ObserverContext

LARGEST = 1 << 20
"""Values of all losses together that are held strongly: 4 MB of float32. More, as of pixels, are held as long
as the program holds them."""

_MOST = 100
"""Losses of one step that are remembered: a train_step of the user's can have a loop."""


@dataclass
class CalledLoss:
    """A call of an instance of `keras.losses.Loss`; what it is given is held weakly.

    Attributes:
        loss: The instance.
        given: Returns labels, predictions and sample weights; None for each that is no longer there.
        replica: Number of the replica that called it.
        values: What it gave before they were weighed and reduced; not there before it has.
        mask: The mask of these.
    """

    loss: weakref.ref[Any]
    given: tuple[weakref.ref[Any] | None, ...]
    replica: int
    values: Any = None
    mask: Any = None

    @property
    def y_true(self) -> Any:
        """The labels."""
        return _held(self.given[0])

    @property
    def y_pred(self) -> Any:
        """The predictions."""
        return _held(self.given[1])

    @property
    def sample_weight(self) -> Any:
        """The sample weights."""
        return _held(self.given[2])

    def losses(self) -> Any:
        """Return the losses by row, None when they are not known."""
        return _held(self.values) if isinstance(self.values, weakref.ref) else self.values


class StepLosses(Observer):
    """Remembers what the losses of the step that runs were called with. About 5 µs a call.

    Attributes:
        calls: In the order in which they were called.
        model: The model whose step it is, held weakly; None in a hand-written loop.
        returned: The last call of it that has returned.
        memo: What was found out about the step, to be forgotten with it.

    Args:
        context: What it can use.
        layer_calls: Tells of the model's calls.
    """

    def __init__(self, context: ObserverContext, layer_calls: LayerCalls) -> None:
        super().__init__(context)
        layer_calls.listeners.append(self._returned)
        self.returned: LayerCall | None = None
        self.calls: list[CalledLoss] = []
        self.model: weakref.ref[Any] | None = None
        self.memo: dict[Any, Any] = {}
        self._room = LARGEST
        self._local = threading.local()

    @property
    def wanted(self) -> bool:
        """Whether somebody can look at them."""
        return bool(self.context.configuration.get("panels"))

    def patches(self, package: str) -> Iterable[Patch]:
        """Return the patch of what each loss of Keras ends with."""
        if package == "keras" and self.wanted:
            from keras.src.losses import loss  # noqa: PLC0415 -- only once the user has imported it

            reason = "the loss of each row of a batch, for the panel that shows it"
            yield Patch(loss, "reduce_weighted_values", reason, around(before=self._reduced))

    def step_begins(self, model: Any, batch: Any, *, training: bool) -> None:
        """Forget the step before."""
        del batch, training
        self._forget()
        self.model = None if model is None else weakref.ref(model)

    def step_ends(self, model: Any, *, training: bool) -> None:
        """Let go of everything."""
        del model, training
        self._forget()

    def _returned(self, call: LayerCall) -> None:
        if not call.depth and self.model is not None and call.layer() is self.model():
            self.returned = call

    def _forget(self) -> None:
        self.returned = None
        self.calls = []
        self.memo = {}
        self._room = LARGEST
        self._local.call = None

    def loss_called(self, loss: Any, y_true: Any, y_pred: Any, sample_weight: Any) -> None:
        """Remember the call."""
        if len(self.calls) >= _MOST:
            return
        given = (_weak(y_true), _weak(y_pred), _weak(sample_weight))
        call = CalledLoss(weakref.ref(loss), given, getattr(threading.current_thread(), "replica_id", 0))
        self._local.call = call
        self.calls.append(call)

    def _reduced(self, values: Any, sample_weight: Any = None, mask: Any = None, **named: Any) -> None:
        del sample_weight, named
        call, self._local.call = getattr(self._local, "call", None), None
        if call is not None and executing_eagerly() and is_eager(values):
            size = values.shape.num_elements()
            small = size <= self._room
            self._room -= size if small else 0
            call.values = values if small else weakref.ref(values)
            call.mask = mask if small else None


def _weak(value: Any) -> weakref.ref[Any] | None:
    try:
        return weakref.ref(value)
    except TypeError:  # structures, None
        return None


def _held(reference: weakref.ref[Any] | None) -> Any:
    return None if reference is None else reference()
