"""The course of a training: what is known of it so far, as facts for its causes, and a verdict at its end.

A step costs two numbers that are added up, and in every tenth update two norms that are known already; all
else is put together when somebody asks.
"""

from __future__ import annotations

import math
import sys
import weakref
from collections import deque
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np

from pyadapter.core.detectors.fit_verdict import EPOCHS, UPDATES, Training, judge
from pyadapter.core.setup import Course
from pyadapter.probe.watch.course_data import CourseData
from pyadapter.probe.watch.frames import in_first_replica, site_of
from pyadapter.probe.watch.observer import Observer
from pyadapter.probe.watch.origins import fault_of
from pyadapter.probe.watch.values import host

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from pyadapter.core.detectors.weight_changes import Change
    from pyadapter.core.finding import Kind
    from pyadapter.core.sentinel import Reading
    from pyadapter.core.setup import Setup
    from pyadapter.core.symptom import Symptom
    from pyadapter.probe.watch.activations import ActivationObserver
    from pyadapter.probe.watch.losses import LossObserver
    from pyadapter.probe.watch.observer import ObserverContext

NORMS_EVERY = 10
"""Updates between two looks at the norms of the first and the last layer's gradients."""

NORMS = 10
"""Looks that make a median."""

MOST = 1000
"""Losses, and epochs, that are remembered."""


class _Sums:
    """Mean loss of each epoch, weighed by rows."""

    def __init__(self) -> None:
        self.means: deque[float] = deque(maxlen=MOST)
        self.first: float | None = None
        self.count = 0
        self._epoch: int | None = None
        self._sum = 0.0
        self._rows = 0

    def add(self, epoch: int | None, loss: float, rows: int) -> None:
        if epoch != self._epoch:
            self.end()
            self._epoch = epoch
        self._sum += loss * rows
        self._rows += rows

    def end(self) -> None:
        if self._rows:
            mean = self._sum / self._rows
            self.means.append(mean)
            self.first = mean if self.first is None else self.first
            self.count += 1
        self._sum, self._rows = 0.0, 0


class CourseObserver(Observer):
    """Follows a training, and judges it when `fit` is over.

    Args:
        context: What it can use.
        losses: Knows the loss of a constant prediction.
        activations: Knows dead and saturated units.
    """

    kinds = frozenset({"loss-stalled", "loss-oscillating"})

    @property
    def wanted(self) -> bool:
        """Always: it gives the evidence for the causes of other findings."""
        return True

    def __init__(
        self, context: ObserverContext, losses: LossObserver, activations: ActivationObserver
    ) -> None:
        super().__init__(context)
        self._known_losses = losses
        self._activations = activations
        self._begin(None)
        context.update_listeners.append(self._updated)

    def _begin(self, model: Any) -> None:
        self._model = None if model is None else weakref.ref(model)
        self._losses: deque[float] = deque(maxlen=MOST)
        self._epochs = _Sums()
        self._data = CourseData()
        self._steps = self._updates = 0
        self._ratios: deque[float] = deque(maxlen=NORMS)
        self._largest: float | None = None
        self._norms: deque[tuple[float, float]] = deque(maxlen=NORMS)

    def fit_begins(self, model: Any, arguments: Mapping[str, Any]) -> None:
        """Begin anew."""
        self._begin(model)
        self._data = CourseData(arguments.get("x"), arguments.get("y"))

    def loss_computed(  # noqa: PLR0913, PLR0917 -- the event's
        self, value: Any, model: Any, x: Any, y: Any, y_pred: Any, sample_weight: Any
    ) -> None:
        """Take in the loss of a batch of `fit`."""
        del y_pred, sample_weight
        progress = self.context.progress
        if progress.evaluating or progress.again or not in_first_replica():
            return
        loss = host(value)
        if loss is not None and loss.size == 1:
            self._take(model, float(loss.reshape(())), x, y)

    def reading_taken(self, model: Any, batch: Any, reading: Reading) -> Kind | None:
        """Take in what was read in a compiled step."""
        if reading.loss is not None and math.isfinite(reading.loss):
            parts = batch if isinstance(batch, (tuple, list)) else (batch,)
            self._take(model, reading.loss, parts[0] if parts else None, parts[1] if len(parts) > 1 else None)
        self._updates += 1
        if self._updates % NORMS_EVERY == 1:
            for update in reading.layout.updates:
                places = [
                    place
                    for place, variable in zip(update.places, update.variables, strict=True)
                    if place is not None and len(variable.shape) > 1
                ]
                if places:
                    self._norms.append((float(reading.norms[places[0]]), float(reading.norms[places[-1]])))
        return None

    def _take(self, model: Any, number: float, x: Any, y: Any) -> None:
        progress = self.context.progress
        if self._model is None or self._model() is not model:
            self._begin(model)
        shape = getattr(y, "shape", None)
        self._losses.append(number)
        self._steps += 1
        self._epochs.add(progress.epoch, number, int(shape[0]) if shape is not None and len(shape) else 1)
        self._data.add(x, y)

    def update_begins(self, optimizer: Any, gradients: Any, variables: Any) -> None:
        """Note the norms of the first and the last layer's gradients."""
        del optimizer
        if self.context.progress.again:
            return
        self._updates += 1
        if self._updates % NORMS_EVERY != 1:
            return
        kernels = [
            gradient
            for gradient, variable in zip(gradients, variables, strict=False)
            if gradient is not None and len(variable.shape) > 1
        ]
        if kernels:
            norm_of = self.context.watcher.norms.of
            first, last = norm_of(kernels[0]), norm_of(kernels[-1])
            if first is not None and last is not None:
                self._norms.append((first, last))

    def _updated(self, changes: Sequence[Change]) -> None:
        ratios = [change.ratio for change in changes if change.rank > 1 and change.weight]
        if ratios:
            ratio = float(np.median(ratios))
            self._ratios.append(ratio)
            self._largest = max(ratio, self._largest or 0.0)

    def course(self, setup: Setup) -> Course:
        """Return what is known so far.

        Args:
            setup: Of the same training.
        """
        model = None if self._model is None else self._model()
        yardsticks = None if model is None else self._known_losses.yardsticks(model)
        shares = self._activations.shares()
        places = {layer.name: place for place, layer in enumerate(setup.layers)}
        norms = np.median(np.asarray(self._norms), axis=0) if self._norms else None
        return Course(
            steps=self._steps or self._updates,
            losses=tuple(self._losses),
            epoch_losses=tuple(self._epochs.means),
            constant=None if yardsticks is None else yardsticks[0],
            first_gradient=None if norms is None else float(norms[0]),
            last_gradient=None if norms is None else float(norms[1]),
            update_ratio=float(np.median(self._ratios)) if self._ratios else None,
            largest_ratio=self._largest,
            dead={places[name]: dead for name, (dead, _) in shares.items() if name in places},
            saturated={places[name]: ends for name, (_, ends) in shares.items() if name in places},
        )

    def fit_ends(self, model: Any) -> None:
        """Judge the training that is over."""
        self._epochs.end()
        symptom = None if sys.exc_info()[0] is not None else self._judge(model)
        if symptom is not None and symptom.kind in self.armed:
            site = replace(site_of(sys._getframe(1)), model=model)  # noqa: SLF001 -- inspect reads the source, too
            self.context.report(fault_of(symptom, site, role="loss", name="loss", phase="epoch"))
        self._data = CourseData()

    @np.errstate(all="ignore")
    def _judge(self, model: Any) -> Symptom | None:
        if self._epochs.count < EPOCHS or self._steps < UPDATES:
            return None
        yardsticks = self._known_losses.yardsticks(model)
        if yardsticks is None or self._epochs.first is None:
            return None
        rows, consistent = self._data.rows()
        return judge(
            Training(
                tuple(self._epochs.means),
                self._epochs.first,
                self._epochs.count,
                self._steps,
                *yardsticks,
                rows,
                consistent,
                sum(int(np.prod(tuple(weight.shape))) for weight in model.trainable_variables),
                self._data.explained,
            )
        )
