"""Records the course of a training while it runs: losses, metrics, learning rates, norms, times, memory.

Norms are those that the finite check made, updates those that are measured anyway. What costs more is sampled
once a second, and so are people told where the run is.
"""

from __future__ import annotations

import sys
import time
from pathlib import PurePath
from typing import TYPE_CHECKING, Any

import numpy as np

from pyadapter.probe.patches import Patch, around, contained
from pyadapter.probe.watch.frames import USER_FILES, calling_frame, in_first_replica
from pyadapter.probe.watch.gradient_lines import flat
from pyadapter.probe.watch.memory import device_bytes
from pyadapter.probe.watch.observer import Observer
from pyadapter.probe.watch.process_memory import resident_bytes
from pyadapter.probe.watch.run_progress import RunProgress
from pyadapter.probe.watch.training_record import Marker, TrainingRecord
from pyadapter.probe.watch.update_groups import UpdateGroups, layer_of
from pyadapter.probe.watch.values import host, read_variable

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from types import CodeType

    from pyadapter.core.detectors.weight_changes import Change
    from pyadapter.core.finding import Finding, Location
    from pyadapter.core.sentinel import Reading
    from pyadapter.probe.watch.observer import ObserverContext
    from pyadapter.probe.watch.update_groups import UpdateGroup

EVERY = 1.0
"""Seconds between two samples of what is not read in each step, and between two events of progress."""

_MOST_LINES = 8
"""Lines with losses of their own: more are no adversarial training but tests of gradients."""


class Recorder(Observer):
    """Fills the record of the run; on when there are panels that could show it.

    Args:
        context: What it can use.
        tell: Sends the schema's `Progress` to whoever wants to know; must not block.
        paused_seconds: How long this thread has stood still in a debugger.
    """

    def __init__(
        self,
        context: ObserverContext,
        tell: Callable[[dict[str, Any]], None],
        paused_seconds: Callable[[], float],
    ) -> None:
        super().__init__(context)
        self.record = TrainingRecord()
        self.progress = RunProgress()
        self.replay: Callable[[], Mapping[str, int] | None] = lambda: None
        """Returns the schema's `ReplayStatus`, None where every step is watched."""
        self._tell = tell
        self._paused_seconds = paused_seconds
        self._told = self._sampled = -EVERY
        self._told_done = True
        self._begin: float | None = None
        self._end: float | None = None
        self._epoch_end: float | None = None
        self._groups = UpdateGroups()
        self._scheduled: UpdateGroup | None = None
        self._by_hand = 0
        self._lines: dict[tuple[CodeType, int], str] = {}
        context.update_listeners.append(self._updated)

    @property
    def wanted(self) -> bool:
        """Whether somebody can look at it, or is told where the run is."""
        configuration = self.context.configuration
        return bool(configuration.get("panels") or configuration.get("progress"))

    def patches(self, package: str) -> Iterable[Patch]:
        """Return the patches of `keras`: of what it tells its callbacks."""
        if package != "keras" or not self.wanted:
            return
        from keras.src.callbacks.callback_list import CallbackList  # noqa: PLC0415 -- only once the user has imported it

        reason = "how long fit will be, for the progress that is shown"
        yield Patch(CallbackList, "on_train_begin", reason, around(before=self._train_begins))
        reason = "metrics, for the panel that shows the training"
        yield Patch(CallbackList, "on_train_batch_end", reason, around(before=self._batch_ends))
        yield Patch(CallbackList, "on_epoch_end", reason, around(before=self._epoch_ends))
        from keras.src.optimizers.base_optimizer import BaseOptimizer  # noqa: PLC0415 -- as above

        reason = "the learning rate of a schedule, which is the user's code, as the update itself asks for it"
        yield Patch(BaseOptimizer, "_get_current_learning_rate", reason, around(after=self._rate_asked))

    # What happened

    def finding(self, finding: Finding) -> None:
        """Mark a finding that is about to be told."""
        step = self._step if finding.step is None else finding.step
        self._mark(Marker(step, "finding", finding.title, finding.kind, finding.location))

    def stop(self, title: str, location: Location) -> None:
        """Mark a pause that is no finding."""
        self._mark(Marker(self._step, "stop", title, None, location))

    def _mark(self, marker: Marker) -> None:
        self.record.mark(marker)
        # What is shown during the pause is where the run is, not where it was up to a second ago.
        self._tell_now()

    # Losses and metrics

    def loss_computed(  # noqa: PLR0913, PLR0917 -- the event's
        self, value: Any, model: Any, x: Any, y: Any, y_pred: Any, sample_weight: Any
    ) -> None:
        """Record the loss of a batch that is trained."""
        del model, x, y, y_pred, sample_weight
        if not self.context.progress.evaluating:
            self._add_loss("loss", value)

    def gradients_taken(self, tape: Any, target: Any, sources: Any, result: Any) -> None:
        """Record the loss of a loop, and the gradients of one without an optimizer."""
        del tape
        state = self.context.watcher.thread_state()
        if state.tapes or state.loss_scaled or getattr(target, "shape", None) != ():
            return
        frame = calling_frame(sys._getframe(1))  # noqa: SLF001 -- inspect reads the source, too
        if frame is None or not USER_FILES[frame.f_code.co_filename]:
            return
        self._add_loss(self._name_of(frame.f_code, frame.f_lineno), target)
        progress = self.context.progress
        if not progress.in_train_function and not progress.optimizers:
            variables = flat(sources)
            # The optimizer may be one that is met after this gradient: what was taken before tells.
            self._by_hand += 1
            if self._by_hand > 1 and all(hasattr(variable, "assign") for variable in variables):
                self._record_gradients(variables, flat(result), 1.0)

    def _name_of(self, code: CodeType, line: int) -> str:
        name = self._lines.get((code, line))
        if name is None:
            place = f"{PurePath(code.co_filename).name}:{line}"
            name = f"loss at {place}" if self._lines else "loss"
            if len(self._lines) < _MOST_LINES:
                self._lines[code, line] = name
        return name

    def _add_loss(self, name: str, value: Any) -> None:
        loss = _number(value)
        if loss is not None and in_first_replica():
            self.progress.loss = loss
            self.record.add("loss", name, self._step, loss)

    def _train_begins(self, callbacks: Any, *arguments: Any, **named: Any) -> None:
        del arguments, named
        given = getattr(callbacks, "params", None) or {}
        self.progress.epochs = _whole(given.get("epochs"))
        self.progress.per_epoch = _whole(given.get("steps"))

    def _batch_ends(self, callbacks: Any, batch: Any, logs: Any = None, **named: Any) -> None:
        del callbacks, batch, named
        self._add_logs(logs, "")

    def _epoch_ends(self, callbacks: Any, epoch: Any, logs: Any = None, **named: Any) -> None:
        del callbacks, epoch, named
        self._add_logs(logs, "val_")

    def _add_logs(self, logs: Any, prefix: str) -> None:
        for name, value in (logs or {}).items():
            number = _number(value) if name.startswith(prefix) else None
            if number is not None:
                self.record.add("loss" if name.endswith("loss") else "metric", name, self._step, number)

    # Gradients and updates

    def update_begins(self, optimizer: Any, gradients: Any, variables: Any) -> None:
        """Record the learning rate and the norms of gradients."""
        scale = getattr(optimizer, "loss_scale_factor", None) or 1.0
        group = self._record_gradients(variables, gradients, scale)
        if group is not None:
            inner = getattr(optimizer, "inner_optimizer", optimizer)
            rate = getattr(inner, "_learning_rate", None)
            if hasattr(rate, "assign"):
                self._add_rate(rate, group)
            else:
                self._scheduled = group

    def update_ends(self, optimizer: Any, gradients: Any, variables: Any) -> None:
        """Expect no learning rate any more."""
        del optimizer, gradients, variables
        self._scheduled = None

    def _record_gradients(
        self, variables: Sequence[Any], gradients: Sequence[Any], scale: float
    ) -> UpdateGroup | None:
        if not variables or len(variables) != len(gradients) or not in_first_replica():
            return None
        group = self._groups.of(variables)
        norm_of = self.context.watcher.norms.of
        with np.errstate(all="ignore"):
            norms, present = group.norms([norm_of(gradient) for gradient in gradients], scale)
            total = float(np.sqrt((norms * norms).sum()))
        self.record.add_layers("gradientNorm", group.layers, self._step, norms, present)
        if present is None or present.any():
            self.record.add("gradientNorm", f"gradient norm{group.label}", self._step, total)
        return group

    def _rate_asked(self, rate: Any, optimizer: Any) -> None:
        del optimizer
        group, self._scheduled = self._scheduled, None
        if group is not None and in_first_replica():
            self._add_rate(rate, group)

    def _add_rate(self, rate: Any, group: UpdateGroup) -> None:
        number = _number(read_variable(rate) if hasattr(rate, "assign") else rate)
        if number is not None:
            self.record.add("learningRate", f"learning rate{group.label}", self._step, number)

    def _updated(self, changes: Sequence[Change]) -> None:
        """Record how far an update moved the weights, of those that are measured."""
        if not self.wanted:
            return
        squares: dict[str, tuple[float, float]] = {}
        for change in changes:
            moved, weight = squares.get(layer_of(change.name), (0.0, 0.0))
            squares[layer_of(change.name)] = moved + change.moved**2, weight + change.weight**2
        if squares:
            moved_of, weight_of = np.array(list(squares.values())).T
            with np.errstate(all="ignore"):
                ratios = np.sqrt(moved_of / weight_of)
                total = float(np.sqrt(moved_of.sum() / weight_of.sum()))
            # Weights that are all zero have no ratio yet.
            self.record.add_layers("updateRatio", tuple(squares), self._step, ratios, weight_of > 0)
            label = self._groups.label_of(squares)
            self.record.add("updateRatio", f"update ratio{label}", self._step, total)

    # Steps and time

    def fit_begins(self, model: Any, arguments: Mapping[str, Any]) -> None:
        """Begin anew with what is known of its length."""
        del model, arguments
        self.progress.begin_fit()
        self._end = self._epoch_end = None

    def fit_ends(self, model: Any) -> None:
        """Tell that it is over."""
        del model
        self.progress.end_fit()
        self._tell_progress()

    def epoch_begins(self, epoch: int) -> None:
        """Mark it."""
        self._epoch_end, self._end = self._epoch_end or self._end, None
        self.progress.begin_epoch(epoch)
        epochs = self.progress.epochs
        title = f"epoch {epoch} begins" + (f" (Keras: Epoch {epoch + 1}/{epochs})" if epochs else "")
        step = self.context.progress.step
        self.record.mark(Marker(0 if step is None else step + 1, "epoch", title))

    def step_begins(self, model: Any, batch: Any, *, training: bool) -> None:
        """Take the time."""
        del model, batch
        self._begin = self._now()
        if not training:
            if self.progress.epoch is not None:
                self.progress.state = "validating"
            return
        self.progress.state = "training"
        if self._epoch_end is not None:
            self.progress.between_epochs = self._begin - self._epoch_end
            self._epoch_end = None

    def step_ends(self, model: Any, *, training: bool) -> None:
        """Record how long it took since the step before, and what is sampled."""
        del model
        if training:
            self._step_over(self._begin)
        else:
            self._epoch_end, self._end = self._epoch_end or self._end, None
            self._tell_progress()

    def step_ran(self, reading: Reading | None) -> None:
        """Record a step that ran compiled, or that the validation goes on."""
        if reading is None:
            self.step_begins(None, None, training=False)
            self.step_ends(None, training=False)
            return
        if self._epoch_end is not None:
            self.progress.between_epochs = self._now() - self._epoch_end
            self._epoch_end = None
        if reading.loss is not None:
            self.progress.loss = reading.loss
            self.record.add("loss", "loss", self._step, reading.loss)
        if self.context.configuration.get("panels") and reading.norms.size:
            self.record.add("gradientNorm", "gradient norm", self._step, reading.gradient_norm)
        self._step_over(None)

    def _step_over(self, begin: float | None) -> None:
        """Record how long a step of training took: since the one before, else since it began."""
        now = self._now()
        since = begin if self._end is None else self._end
        self._end = now
        self.progress.state = "training"
        self.progress.step = self._step
        self.progress.in_epoch = self.context.progress.step_in_epoch + 1
        if since is not None:
            self.progress.pace.add(now - since)
            self.record.add("stepTime", "step time", self._step, now - since, "s")
        if now - self._sampled >= EVERY:
            self._sampled = now
            self._sample_memory()
        self._tell_progress()

    def _sample_memory(self) -> None:
        for name, used in (("process", resident_bytes()), ("GPU", device_bytes())):
            if used is not None:
                self.record.add("memory", name, self._step, used, "bytes")

    def _tell_progress(self) -> None:
        """Tell where the run is: once a second, and when `fit` is over as the last word."""
        now, done = time.perf_counter(), self.progress.state == "done"
        if self._told_done if done else now - self._told < EVERY:
            return
        self._told_done = done
        if not done:
            self._told = now
        self._tell_now()

    def _tell_now(self) -> None:
        wire = self.progress.to_wire()
        replay = contained(self.replay)
        contained(self._tell, wire if replay is None else {**wire, "replay": dict(replay)})

    def _now(self) -> float:
        return time.perf_counter() - self._paused_seconds()

    @property
    def _step(self) -> int:
        return self.context.progress.step or 0


def _number(value: Any) -> float | None:
    """Return a real scalar of Python, numpy or TensorFlow as a float; None for anything else."""
    if isinstance(value, (int, float)):
        return float(value)
    array = host(value)
    real = array is not None and array.size == 1 and array.dtype.kind != "c"
    return float(array.reshape(())) if array is not None and real else None


def _whole(value: Any) -> int | None:
    """Return a count as JSON knows it: scripts compute theirs with numpy, too."""
    return None if value is None else int(value)
