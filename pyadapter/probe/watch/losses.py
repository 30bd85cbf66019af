"""Losses: the one of each batch is followed over windows of steps.

A stream is one loss that is trained: that of a model in `fit`, or of one line that takes gradients in a loop
or in a `train_step` of the user's. Streams that are trained in turns belong to adversarial training, whose
losses neither fall nor stay.
"""

from __future__ import annotations

import sys
import weakref
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

from pyadapter.core.detectors.constant_prediction import LOSSES, ConstantPrediction
from pyadapter.core.detectors.loss_window import WINDOW, Context, LossWindow
from pyadapter.probe.watch.batches import flat_batch
from pyadapter.probe.watch.frames import USER_FILES, calling_frame, in_first_replica, site_of
from pyadapter.probe.watch.observer import Observer
from pyadapter.probe.watch.origins import fault_of
from pyadapter.probe.watch.records import maker
from pyadapter.probe.watch.values import host, read_variable

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pyadapter.core.finding import Kind
    from pyadapter.core.sentinel import Reading
    from pyadapter.core.symptom import Symptom
    from pyadapter.probe.watch.observer import ObserverContext

TURNS = 20
"""Steps in which another stream makes a training adversarial."""

_KNOWN_OPTIONS = {"label_smoothing": 0.0, "ignore_class": None, "delta": 1.0}
"""Options of losses with which the loss of a constant prediction is known."""

_RATE_EVERY = 5
"""Steps between two looks at the learning rate: to read it takes as long as to judge a compiled step."""

_MOST_STREAMS = 100

_MOST_LABELS = 1 << 16
"""Labels of a batch that are compared with those of the last."""


@dataclass
class _Called:
    """What a loss of Keras was called with since the last gradient."""

    times: int = 0
    name: str | None = None
    labels: Any = None
    rows: int = 1


@dataclass
class _Stream:
    """A loss that is trained."""

    window: LossWindow = field(default_factory=LossWindow)
    constant: ConstantPrediction | None = None
    known: bool = True
    last_step: int = 0
    steps: int = 0
    labels: int | None = None
    rate: float | None = None
    steady: bool = True
    begun: bool = False


class LossObserver(Observer):
    """Finds losses that stall, diverge or oscillate.

    Args:
        context: What it can use.
    """

    kinds = frozenset({"loss-stalled", "loss-diverged", "loss-oscillating"})

    def __init__(self, context: ObserverContext) -> None:
        super().__init__(context)
        self._streams: dict[Any, _Stream] = {}
        self._called = _Called()
        self._trained: weakref.WeakSet[Any] = weakref.WeakSet()
        self._begun = self._whole = False
        self._suspected: tuple[int, Symptom] | None = None

    def fit_begins(self, model: Any, arguments: Mapping[str, Any]) -> None:
        """Begin anew: a new call of `fit` may have new data, a new loss or a new learning rate."""
        self._streams = {}
        self._begun = model in self._trained
        self._whole = arguments.get("steps_per_epoch") is None
        self._trained.add(model)

    def step_begins(self, model: Any, batch: Any, *, training: bool) -> None:
        """Forget the losses that nobody took gradients of, as those of validation."""
        del model, batch, training
        self._called = _Called()

    def loss_called(self, loss: Any, y_true: Any, y_pred: Any, sample_weight: Any) -> None:
        """Note which loss it is, and its labels."""
        if not self.context.watcher.thread_state().tapes:
            return
        called = self._called
        called.times += 1
        labels = _numbers(y_true)
        plain = sample_weight is None and getattr(y_pred, "_keras_mask", None) is None
        called.name = name_of(loss) if plain and labels is not None and labels.ndim else None
        called.labels = labels
        called.rows = len(labels) if labels is not None and labels.ndim else 1

    def loss_computed(  # noqa: PLR0913, PLR0917 -- what Keras computes a loss of
        self, value: Any, model: Any, x: Any, y: Any, y_pred: Any, sample_weight: Any
    ) -> None:
        """Follow the loss of a batch of `fit`."""
        del x, y, y_pred, sample_weight
        if not self.context.watcher.thread_state().tapes:
            return
        if not self.context.progress.again:
            self._follow(id(model), value, model)
        elif self._suspected is not None and self._suspected[0] == self.context.progress.step:
            self._tell(self._suspected[1], value)

    def reading_taken(self, model: Any, batch: Any, reading: Reading) -> Kind | None:
        """Follow the loss of a compiled step; it is told of when that step runs again."""
        self._suspected = None
        if reading.loss is None:
            return None
        called = _Called(times=len(reading.layout.losses))
        place, leaves = reading.layout.labels, flat_batch(batch)
        called.labels = _numbers(leaves[place]) if place is not None and place < len(leaves) else None
        if called.labels is not None and called.labels.ndim:
            called.name, called.rows = reading.layout.losses[0], len(called.labels)
        symptom = self._judge(id(model), reading.loss, called, model)
        if symptom is None or symptom.kind not in self.armed:
            return None
        self._suspected = reading.step, symptom
        return symptom.kind

    def gradients_taken(self, tape: Any, target: Any, sources: Any, result: Any) -> None:
        """Follow the loss of a loop."""
        del tape, sources, result
        state = self.context.watcher.thread_state()
        if state.tapes or state.loss_scaled or self.context.progress.again:
            return
        frame = calling_frame(sys._getframe(1))  # noqa: SLF001 -- inspect reads the source, too
        if frame is None or not USER_FILES[frame.f_code.co_filename]:
            return
        if maker(state.records, target) != "DivNoNan":  # more than the loss of Keras that was called
            self._called.name = None
        self._follow((frame.f_code, frame.f_lineno), target, None)

    def _follow(self, key: Any, value: Any, model: Any) -> None:
        called, self._called = self._called, _Called()
        loss = host(value)
        if loss is None or loss.size != 1 or not in_first_replica():
            return
        symptom = self._judge(key, float(loss.reshape(())), called, model)
        if symptom is not None and symptom.kind in self.armed:
            self._tell(symptom, value)

    def _tell(self, symptom: Symptom, value: Any) -> None:
        site = site_of(sys._getframe(1))  # noqa: SLF001 -- inspect reads the source, too
        self.context.report(fault_of(symptom, site, value=value, role="loss", name="loss", phase="loss"))

    def _judge(self, key: Any, loss: float, called: _Called, model: Any) -> Symptom | None:
        """Take in the loss of a step."""
        stream = self._streams.get(key)
        if stream is None:
            if len(self._streams) >= _MOST_STREAMS:
                return None
            stream = self._streams[key] = _Stream(begun=self._begun)
        step = self.context.progress.step or 0
        stream.steps += 1
        stream.last_step = step
        block = self._remember(stream, called, step)
        if stream.steps % (WINDOW if block is None else _RATE_EVERY) == 1:
            self._check_rate(stream, model)
        return stream.window.add(
            loss,
            Context(
                constant=lambda: self._constant(stream, model),
                rows=called.rows,
                block=block,
                steady=stream.steady,
                several=self._several(stream),
                begun=stream.begun,
            ),
        )

    def _remember(self, stream: _Stream, called: _Called, step: int) -> int | None:
        """Keep the labels, and return the number of the pass over the data."""
        name = called.name if called.times == 1 else None
        if name is None or not stream.known or (stream.constant and stream.constant.loss != name):
            stream.known = False
            stream.constant = None
        else:
            stream.constant = stream.constant or ConstantPrediction(name)
            stream.constant.add(called.labels)
        if self.context.progress.epoch is not None:
            return self.context.progress.epoch if self._whole else None
        if called.labels is None or called.labels.size > _MOST_LABELS:
            return None
        before, stream.labels = stream.labels, hash(called.labels.tobytes())
        return step if before in (None, stream.labels) else None

    def yardsticks(self, model: Any) -> tuple[float, float] | None:
        """Return the loss of the best constant prediction of a model in `fit`, and that of perfect answers.

        Returns:
            None where they are not known.
        """
        stream = self._streams.get(id(model))
        constant = None if stream is None or self._several(stream) else self._constant(stream, model)
        if stream is None or stream.constant is None or constant is None:
            return None
        return constant, stream.constant.least()

    def _several(self, stream: _Stream) -> bool:
        return any(
            other is not stream and stream.last_step - other.last_step < TURNS
            for other in self._streams.values()
        )

    def _constant(self, stream: _Stream, model: Any) -> float | None:
        if stream.constant is None or (model is not None and model.losses):
            return None
        return stream.constant.value()

    def _check_rate(self, stream: _Stream, model: Any) -> None:
        """Note when the learning rate has risen, or a schedule moves it."""
        optimizer = getattr(model, "optimizer", None)
        if optimizer is None:
            optimizer = next(iter(self.context.progress.optimizers), None)
        rate = getattr(getattr(optimizer, "inner_optimizer", optimizer), "_learning_rate", None)
        if rate is None or not stream.steady:
            return
        tensor = None if callable(rate) else read_variable(rate)
        now = host(tensor) if tensor is not None else None
        if now is None or now.size != 1 or (stream.rate is not None and float(now) > stream.rate):
            stream.steady = False
            return
        stream.rate = float(now)


def name_of(loss: Any) -> str | None:
    """Return the name of a loss whose constant prediction is known."""
    name = getattr(getattr(loss, "fn", None), "__name__", None)
    options = getattr(loss, "_fn_kwargs", {})
    plain = getattr(loss, "reduction", None) in ("sum_over_batch_size", "mean")
    plain = plain and all(options.get(option, usual) == usual for option, usual in _KNOWN_OPTIONS.items())
    return name if plain and name in LOSSES else None


def _numbers(labels: Any) -> np.ndarray[Any, Any] | None:
    """Return labels as an array; None for what has no plain numbers."""
    if hasattr(labels, "_numpy"):
        labels = labels._numpy()  # noqa: SLF001 -- `.numpy()` copies
    array = labels if isinstance(labels, (np.ndarray, np.generic)) else None
    return np.asarray(array) if array is not None and array.dtype.kind in "biuf" else None
