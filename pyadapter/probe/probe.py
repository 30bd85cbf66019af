"""The probe: builds and connects the parts, and puts them to work when TensorFlow and Keras are there."""

from __future__ import annotations

import contextlib
import logging
import sys
from typing import TYPE_CHECKING, Any, Protocol

from pyadapter.probe.breakpoints import Breakpoints
from pyadapter.probe.data_breakpoints import DataBreakpoints
from pyadapter.probe.execution.orders import Orders
from pyadapter.probe.handles import Handles, Stop
from pyadapter.probe.imports import ImportWatch
from pyadapter.probe.layer_breakpoints import LayerBreakpoints
from pyadapter.probe.patches import Patches, clean_excepthook, contained
from pyadapter.probe.pauses import Pauser, Pauses
from pyadapter.probe.progress import Progress
from pyadapter.probe.run_records import records_of
from pyadapter.probe.targets import Targets
from pyadapter.probe.told import EXPLAINS, FOLLOWS_NON_FINITE, Told, key_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from types import FrameType

    from pyadapter.core.finding import Cause, Kind
    from pyadapter.probe.execution.trainer import TrainerExecution
    from pyadapter.probe.findings import FindingBuilder
    from pyadapter.probe.watch.attention import AttentionObserver
    from pyadapter.probe.watch.flow import Flow
    from pyadapter.probe.watch.layer_calls import LayerCalls
    from pyadapter.probe.watch.layer_history import LayerHistory
    from pyadapter.probe.watch.observer import Observers
    from pyadapter.probe.watch.origins import Fault, Origin
    from pyadapter.probe.watch.recorder import Recorder
    from pyadapter.probe.watch.records import Record
    from pyadapter.probe.watch.step_losses import StepLosses
    from pyadapter.probe.watch.step_stops import StepObserver
    from pyadapter.probe.watch.tape_gradients import TapeGradients
    from pyadapter.probe.watch.training import TrainingWatch
    from pyadapter.probe.watch.watcher import Watcher

logger = logging.getLogger("keras-debug.probe")


class End(Protocol):
    """Where findings go: a debugger that pauses, or a terminal that reports."""

    def can_stop(self) -> bool:
        """Whether a stop makes sense now: no while the debugger is evaluating something, for example."""

    def stop(self, stop: Stop, frame: FrameType | None, *, live: bool) -> None:
        """Tell of a finding; returns when the run may go on.

        Args:
            stop: The finding and its tensors.
            frame: The user's frame.
            live: Whether the frame belongs to this thread.
        """

    def hint(self, cause: Cause) -> None:
        """Tell of what is a matter of taste, or may be meant: it never stops."""


class Probe:
    """The guest in the training process.

    Args:
        configuration: The schema's `ProbeConfiguration`.
        end: Where findings go.
        pauser: Pauses for what is no finding; none in a terminal.

    Raises:
        ConditionError: A condition of a breakpoint cannot be used.
    """

    def __init__(self, configuration: Mapping[str, Any], end: End, pauser: Pauser | None = None) -> None:
        self.configuration = configuration
        self.progress = Progress()
        self.handles = Handles()
        self.patches = Patches()
        self.breakpoints = Breakpoints(self._breakpoints_changed)
        self.pauses = Pauses(self, pauser)
        self.layers = LayerBreakpoints(self.progress, self.pauses)
        self.data = DataBreakpoints(self.progress, self.pauses)
        self.targets = Targets(self.progress, self.record_of)
        self._end = end
        self._watcher: Watcher | None = None
        self._execution: TrainerExecution | None = None
        self._training: TrainingWatch | None = None
        self._builder: FindingBuilder | None = None
        self._told = Told(self.progress)
        self._causes: dict[tuple[object, int], int] = {}
        self._hinted: set[str] = set()
        self._observers: Observers | None = None
        self.layer_calls: LayerCalls | None = None
        """Once there is a TensorFlow, and as far as somebody can look at them."""
        self.step_losses: StepLosses | None = None
        """As above."""
        self.layer_history: LayerHistory | None = None
        """As above."""
        self.tape_gradients: TapeGradients | None = None
        """As above."""
        self.attention: AttentionObserver | None = None
        """As above."""
        self.recorder: Recorder | None = None
        """As above: the course of the training."""
        self.run_records = records_of(configuration)
        """What the editor is to know of this run, where it wants to."""
        self._steps: StepObserver | None = None
        self.orders = Orders()
        """What the user asks for while the run is paused."""
        self.findings = 0
        """Findings that were told so far."""
        self._imports = ImportWatch(("tensorflow", "keras"), self._imported)
        self.set_breakpoints(configuration)

    def start(self) -> None:
        """Wait for TensorFlow and Keras; at once at work where they are imported already."""
        self.patches.install([clean_excepthook()])
        self._imports.start()

    def close(self) -> None:
        """Undo everything that was changed in the program."""
        self._imports.stop()
        self.patches.undo()
        self.layers.set(())
        if self._execution is not None:
            self._execution.restore()
        if self._watcher is not None:
            self._watcher.stop()

    def set_breakpoints(self, arguments: Mapping[str, Any]) -> None:
        """Replace all breakpoints: the schema's `SetTensorBreakpointsArguments`.

        Raises:
            ConditionError: A condition is not one.
        """
        self.layers.set(arguments.get("layers") or ())
        self.data.set(arguments.get("data") or ())
        self.breakpoints.set(arguments)

    @property
    def statistics(self) -> Any:
        """How much to compute about a tensor at a stop."""
        return self.configuration.get("statistics") or "full"

    def made_by(self, value: Any) -> str | None:
        """Say what made a value: op, layer and line."""
        stop = self.handles.current
        finding = stop.finding if stop is not None else None
        if stop is not None and finding is not None:
            for described in (finding.tensor, *finding.inputs):
                if described is not None and stop.tensors.get(described.handle or 0) is value:
                    return described.made_by
        return self._watcher.made_by(value) if self._watcher is not None else None

    def flow(self) -> Flow:
        """Return the ops of this step with what went in and what came out; none unless panels can ask."""
        from pyadapter.probe.watch.flow import Flow  # noqa: PLC0415 -- imports numpy, the user's to import first

        return Flow(() if self._watcher is None else self._watcher.flow())

    def origins(self) -> dict[int, Origin]:
        """Return by tensor `_id` where values came from that are not finite."""
        return {} if self._watcher is None else self._watcher.origins()

    def without_gradient(self) -> list[Any]:
        """Return the variables that an optimizer was given, and never a gradient of them."""
        return [] if self._observers is None else self._observers.without_gradient()

    def record_of(self, value: Any) -> Record | None:
        """Return the record of the op that made a tensor."""
        return None if self._watcher is None else self._watcher.record_of(value)

    @contextlib.contextmanager
    def aside(self) -> Iterator[None]:
        """Run what is not the program's own: no tape records it, and no op of it is watched."""
        with contextlib.nullcontext() if self._watcher is None else self._watcher.aside():
            yield

    def tracing(self) -> bool:
        """Whether this thread is making a graph, whose tensors have no values."""
        context = sys.modules.get("tensorflow.python.eager.context")
        return context is not None and not context.executing_eagerly()

    def gradient_norm(self, value: Any) -> str | None:
        """Return the norm of a weight's last gradient, while something still holds that gradient."""
        return self._training.gradient_norm(value) if self._training is not None else None

    def gradient_of(self, variable: Any) -> Any:
        """Return the values of a variable's gradient in this step, None when there are none any more."""
        return self._training.gradient_of(variable) if self._training is not None else None

    def updated_variables(self) -> list[Any]:
        """Return the variables that optimizers were given gradients of, and that are still there."""
        return self._training.updated() if self._training is not None else []

    def _imported(self, name: str) -> None:
        # Only now: these import numpy, which is the user's to import first.
        from pyadapter.probe.execution import make_execution  # noqa: PLC0415
        from pyadapter.probe.execution.device import on_device_check, select_device  # noqa: PLC0415
        from pyadapter.probe.execution.limits import limit  # noqa: PLC0415
        from pyadapter.probe.findings import FindingBuilder  # noqa: PLC0415
        from pyadapter.probe.watch.observer import ObserverContext, make_observers  # noqa: PLC0415 -- as above
        from pyadapter.probe.watch.panel_observers import add_panel_observers  # noqa: PLC0415 -- as above
        from pyadapter.probe.watch.step_stops import StepObserver  # noqa: PLC0415 -- as above
        from pyadapter.probe.watch.training import TrainingWatch, keras_backend  # noqa: PLC0415
        from pyadapter.probe.watch.watched import WatchedObserver  # noqa: PLC0415
        from pyadapter.probe.watch.watcher import Watcher  # noqa: PLC0415

        if self._watcher is None:
            if name == "tensorflow":
                select_device(str(self.configuration.get("device") or "auto"))
            self._builder = FindingBuilder(self.progress, self.handles, self.statistics)
            self._builder.replay = lambda: None if self._execution is None else self._execution.replay
            self._watcher = Watcher(
                self._report,
                lambda: self.breakpoints.any or self.data.any,
                on_device_check() if name == "tensorflow" else None,
                self._builder.recent_losses,
            )
            context = ObserverContext(
                self._report, self.progress, self._watcher, self.configuration, self._hint
            )
            self._observers = made = make_observers(context)
            self._builder.setup = made.setup
            self._watcher.looks_for = made.looks
            self._watcher.remembers_all = self.pauses.exist
            self._watcher.flows = bool(self.configuration.get("panels"))
            made.add(WatchedObserver(context, self.data, self.targets))
            self._steps = StepObserver(context, self.breakpoints, self.orders, self.pauses)
            made.add(self._steps, first=True)
            add_panel_observers(self, context, made)
            if self.run_records is not None:
                from pyadapter.probe.watch.assigned_values import AssignedValues  # noqa: PLC0415 -- as above

                made.add(AssignedValues(context, self.run_records, self.pauses.waiting))
            self._watcher.strict_at = self.breakpoints.strict_at
            made.arm(self.breakpoints.kinds)
        observers = self._observers
        if observers is None:
            return
        if self._execution is None:
            self._execution = make_execution(self, self._watcher, observers)
        execution = self._execution
        if self._training is None:
            self._training = TrainingWatch(self._watcher, self.progress, observers)
        training = self._training
        if name == "tensorflow":
            self.patches.install([*execution.tensorflow_patches(), *training.tensorflow_patches()])
            self.patches.install(observers.patches("tensorflow"))
            self._watcher.thread_state()
        elif keras_backend() == "tensorflow":
            # First, and so inside: what an error is told with is forgotten as it leaves `fit`.
            self.patches.install(observers.patches("keras"))
            self.layers.install()
            self.patches.install([*execution.keras_patches(), *training.keras_patches()])
            self.patches.install(
                limit(self.configuration.get("maxEpochs"), self.configuration.get("maxStepsPerEpoch"))
            )
        else:
            logger.warning(
                "Keras runs on %s here. Tensor breakpoints need its TensorFlow backend: set "
                "KERAS_BACKEND=tensorflow.",
                keras_backend(),
            )

    def _breakpoints_changed(self, kinds: frozenset[Kind]) -> None:
        self._told.forget(kinds)
        self._causes.clear()
        if self._execution is not None:
            self._execution.breakpoints_changed()
        if self._watcher is not None:
            self._watcher.update_active()
        if self._observers is not None:
            self._observers.arm(self.breakpoints.kinds, kinds)

    def _report(self, fault: Fault) -> bool:
        """Tell of a fault unless no breakpoint wants it.

        Returns:
            Whether the user knows of it: told now, or earlier.
        """
        return bool(contained(self._tell, fault))

    def paused_seconds(self) -> float:
        """Return how long this thread has been paused until now."""
        return self.pauses.paused_seconds()

    def condition_due(self, step: int, epoch: int | None) -> bool:
        """Whether a condition of the user's says, before it has run, that a step is to be stopped in."""
        return self._steps is not None and self._steps.due(step, epoch) is not None

    def kinds(self) -> frozenset[Kind]:
        """Return the kinds that may stop the run."""
        return self.breakpoints.kinds

    def report(self, fault: Fault) -> bool:
        """Tell of a fault; says whether the user knows of it."""
        return self._report(fault)

    def forget_from(self, step: int) -> None:
        """Forget what was told in a step and after it: they run again."""
        self._told.forget_from(step)
        self._causes = {cause: told for cause, told in self._causes.items() if told < step}
        if self._watcher is not None:
            self._watcher.told = self._watcher.bad_since_step = False
        if self._observers is not None:
            self._observers.arm(self.breakpoints.kinds, frozenset({"gradient-missing", "out-of-memory"}))

    def paused(self) -> bool:
        """Whether this thread stands at a pause: what it does then, the user does."""
        return self.pauses.waiting()

    def rewound(self, step: int, message: str) -> None:
        """Tell that steps were run again as the user asked for, and how that went."""
        contained(self.pauses.rewound, {"step": step, "message": message})

    def _hint(self, cause: Cause) -> None:
        # What may well be meant is said once a run, not at each line that it is true of.
        told = cause.confidence == "possible" and cause.message in self._hinted
        if self._end.can_stop() and not told:
            self._hinted.add(cause.message)
            contained(self._end.hint, cause)

    def _tell(self, fault: Fault) -> bool:
        builder = self._builder
        silent = self.orders.ending or not self._end.can_stop()
        if builder is None or silent or not self.breakpoints.enabled(fault.kind):
            return False
        location = builder.location(fault)
        key = key_of(fault, location)
        # What is ignored with all that follows from it: somebody has seen it and does not mind.
        ignored = self.breakpoints.ignores(fault.kind, fault.site.layer, location)
        if ignored or key in self._told or self._follows(fault.kind):
            return True
        fields = {**builder.fields(fault), "hits": self._told.seen(key)}
        if not self.breakpoints.stops(fault.kind, fields, location, meant=fault.meant):
            return False
        if not self._told.add(key, fault.kind):
            return True
        if self._watcher is not None and "nan" in EXPLAINS.get(fault.kind, ()):
            self._watcher.told = True
        with self.aside():  # a learning rate that follows a schedule runs ops
            stop = builder.build(fault)
        if self._absorbed(fault, stop):
            return True
        if self.recorder is not None and stop.finding is not None:
            contained(self.recorder.finding, stop.finding)
        if self.run_records is not None and stop.finding is not None:
            contained(self.run_records.finding, stop.finding)
        self.handles.hold(stop)
        self.findings += 1
        try:
            with self.orders.pausing():
                self._end.stop(stop, fault.site.frame, live=fault.site.live)
        finally:
            self.handles.release(stop)
        self.orders.check()
        return True

    def _absorbed(self, fault: Fault, stop: Stop) -> bool:
        """Whether the likeliest cause of a finding was told: of this training, or for the same line."""
        causes = () if stop.finding is None else stop.finding.causes
        training = self.progress.fits
        step = self.progress.step or 0
        same = {(each, training) for cause in causes[:1] for each in (cause.id, _fix(cause))}
        if not same.isdisjoint(self._causes):
            return True
        if fault.diagnosed:
            self._causes.update({(cause.id, training): step for cause in causes})
        # What was possible is told again once it is likely.
        likely = (_fix(cause) for cause in causes[:1] if cause.confidence != "possible")
        self._causes.update({(fix, training): step for fix in likely if fix is not None})
        return False

    def _follows(self, kind: Kind) -> bool:
        """Whether a finding of this kind follows from one that was told."""
        bad_about = self._watcher is not None and self._watcher.told
        return self._told.explains(kind) or (bad_about and kind in FOLLOWS_NON_FINITE)


def _fix(cause: Cause) -> object:
    """Return what makes a cause the same: where it is fixed. A line can have several faults of arithmetic."""
    known = cause.location is not None and cause.id != "numeric-domain"
    return (cause.id, cause.location) if known else None
