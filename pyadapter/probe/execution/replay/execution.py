"""Training at full speed: compiled steps with a sentinel; the step that trips it runs once more, watched."""

from __future__ import annotations

import contextlib
import functools
import logging
import sys
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

from pyadapter.core.check_ups import CheckUps
from pyadapter.core.sentinel import Reading, Trip
from pyadapter.probe.execution.reload import Reloader
from pyadapter.probe.execution.replay.batches import Batches
from pyadapter.probe.execution.replay.compiled import program_runs_eagerly
from pyadapter.probe.execution.replay.distribution import DISTRIBUTED, is_distributed
from pyadapter.probe.execution.replay.host_changes import HostChanges
from pyadapter.probe.execution.replay.replayer import Replayer
from pyadapter.probe.execution.replay.sentinel import Sentinel
from pyadapter.probe.execution.replay.unreproduced import unreproduced
from pyadapter.probe.execution.rewind import Rewinder
from pyadapter.probe.execution.trainer import TrainerExecution
from pyadapter.probe.patches import contained

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from pyadapter.core.finding import Kind, Replay
    from pyadapter.core.ring import Entry, Ring
    from pyadapter.probe.execution.orders import Offer, Orders
    from pyadapter.probe.execution.replay.sentinel import Collected
    from pyadapter.probe.execution.replay.watched_step import Outcome
    from pyadapter.probe.patches import Patch
    from pyadapter.probe.progress import Progress
    from pyadapter.probe.watch.observer import Observers
    from pyadapter.probe.watch.origins import Fault
    from pyadapter.probe.watch.watcher import Watcher


class Guest(Protocol):
    """What this needs of the probe."""

    def kinds(self) -> frozenset[Kind]:
        """Return the kinds that somebody wants to be told of."""

    def report(self, fault: Fault) -> bool:
        """Tell of a fault; says whether the user knows of it."""

    findings: int
    """Those that were told so far."""

    def forget_from(self, step: int) -> None:
        """Forget what was told in a step and after it."""

    def rewound(self, step: int, message: str) -> None:
        """Tell that steps were run again."""

    def paused(self) -> bool:
        """Whether this thread stands at a pause."""

    def paused_seconds(self) -> float:
        """Return how long this thread has been paused until now."""

    def condition_due(self, step: int, epoch: int | None) -> bool:
        """Whether a condition of the user's says, before it has run, that a step is to be stopped in."""


logger = logging.getLogger("keras-debug.probe")


@dataclass(frozen=True)
class ReplaySettings:
    """How far back steps can be run again, and at what cost.

    Attributes:
        snapshot_every: Steps between two snapshots. Measured on the MLP of tests/bench, where they cost most:
            7 % of the time every 10 steps, 1 to 2 % every 50.
        memory: Bytes for batches and snapshots.
        on_host: Whether snapshots are moved to the memory of the host.
        check_every: Steps between two that are watched although nothing tripped; 0 for none but the first.
    """

    snapshot_every: int = 50
    memory: int = 1 << 30
    on_host: bool = False
    check_every: int = 0

    @classmethod
    def of(cls, configuration: Mapping[str, Any]) -> ReplaySettings:
        """Read the schema's `ProbeConfiguration`."""
        usual = cls()
        memory = configuration.get("replayMemory")
        return cls(
            int(configuration.get("snapshotEvery") or usual.snapshot_every),
            usual.memory if memory is None else int(memory) << 20,
            configuration.get("snapshotsOn") == "host",
            int(configuration.get("checkEvery") or usual.check_every),
        )


class ReplayExecution(TrainerExecution):
    """Runs `fit` compiled, as the script says, and what trips the sentinel once more in eager execution.

    Args:
        watcher: Looks at watched steps.
        progress: Learns of the batch that is worked on.
        observers: Are told of fits and of watched steps.
        settings: How far back steps can be run again.
        orders: What the user asks for while the run is paused.
        guest: What it needs of the probe.
    """

    def __init__(  # noqa: PLR0913, PLR0917 -- one each
        self,
        watcher: Watcher,
        progress: Progress,
        observers: Observers,
        settings: ReplaySettings,
        orders: Orders,
        guest: Guest,
    ) -> None:
        super().__init__(watcher, progress, observers)
        self.settings = settings
        self.orders = orders
        self.sentinel = Sentinel()
        self.changes = HostChanges()
        self.changes.paused = guest.paused
        self.reloader = Reloader()
        self._guest = guest
        self._ring: Ring | None = None
        self._replayer: Replayer | None = None
        self._told_of_room = False
        self.check_ups = CheckUps(self._seconds, settings.check_every)

    def _seconds(self) -> float:
        return time.perf_counter() - self._guest.paused_seconds()

    def rewinder(self, model: Any) -> Rewinder:
        """Make what runs steps of a model again."""
        self.reloader.remember()
        return Rewinder(model, self._guest, self.reloader, self.watcher, self.orders)

    @property
    def kinds(self) -> Callable[[], frozenset[Kind]]:
        """Returns the kinds that somebody wants to be told of."""
        return self._guest.kinds

    def tensorflow_patches(self) -> list[Patch]:
        """Return the patches of TensorFlow; functions stay compiled."""
        return [*self.sentinel.tensorflow_patches(), *self.changes.patches()]

    def keras_patches(self) -> list[Patch]:
        """Return the patches of Keras 3."""
        return [*super().keras_patches(), *self.sentinel.keras_patches()]

    def _wrap_step(self, *, training: bool) -> Callable[[Any, Callable[..., Any]], Callable[..., Any]]:
        return self._wrap_training if training else self._wrap_unwatched

    def _wrap_predict(self, model: Any, function: Callable[..., Any]) -> Callable[..., Any]:
        return self._wrap_unwatched(model, function)

    def _wrap_fit(self, original: Callable[..., Any]) -> Callable[..., Any]:
        @functools.wraps(original)
        def fit(*arguments: Any, **named: Any) -> Any:
            outer, self._replayer = self._replayer, None  # a callback can call `fit`, too
            try:
                result = original(*arguments, **named)
                if self._replayer is not None:
                    self._replayer.finish()
                return result
            finally:
                if self._replayer is not None:
                    self._replayer.ring.clear()  # who keeps the model does not want to keep its batches
                self._replayer = outer
                self._ring = None if outer is None else outer.ring

        return super()._wrap_fit(fit)

    def _wrap_unwatched(self, model: Any, function: Callable[..., Any]) -> Callable[..., Any]:
        """Let `evaluate` and `predict` run as they are: what they change is not seen, only that they ran."""
        del model

        @functools.wraps(function)
        def run(*arguments: Any) -> Any:
            if self._ring is not None:
                self._ring.force()
            with self.asleep():
                result = function(*arguments)
            self.observers.tell("step_ran", None)
            return result

        return run

    def _wrap_training(self, model: Any, function: Callable[..., Any]) -> Callable[..., Any]:
        import tensorflow as tf  # noqa: PLC0415 -- only once the user has imported it

        if model.run_eagerly or program_runs_eagerly():
            return super()._wrap_step(training=True)(model, function)
        if is_distributed(model):
            sys.stderr.write(DISTRIBUTED)
            return self._wrap_unwatched(model, function)
        replayer, batches = Replayer(self, model, function), Batches()
        out_of_range: type[Exception] = tf.errors.OutOfRangeError

        @functools.wraps(function)
        def steps(iterator: Iterator[Any]) -> Any:
            logs = None
            if self._ring is not replayer.ring:
                replayer.ring.force()  # another model may have changed what the two share
            self._ring, self._replayer = replayer.ring, replayer
            spec = getattr(iterator, "element_spec", None)
            for count in range(max(1, int(model.steps_per_execution))):
                try:
                    with self.asleep():
                        batch = batches.next(iterator)
                except (StopIteration, out_of_range):  # a distributed iterator raises the other one
                    if count:
                        break
                    if spec is not None and model.steps_per_execution == 1:
                        replayer.ran_out(iterator)
                    raise
                logs = replayer.step(batch, spec)
            return logs

        return steps

    def breakpoints_changed(self) -> None:
        """Listen to what was not heard any more."""
        if self._replayer is not None:
            self._replayer.judge.forget()

    def status(self) -> Mapping[str, int] | None:
        """Return the schema's `ReplayStatus`, None before the first step."""
        ring = self._ring
        return None if ring is None else {"steps": ring.reach, "bytes": ring.nbytes, "limit": ring.budget}

    # What replayers call.

    @contextlib.contextmanager
    def asleep(self) -> Iterator[None]:
        """Run something that is not watched."""
        with self.watcher.asleep():
            yield

    def reason_to_watch(self, entry: Entry, *, traced: bool, repeatable: bool = True) -> Trip | None:
        """Say why a step that is about to run is to be watched, although nothing tripped.

        Args:
            entry: The step.
            traced: Whether its graph has just been made.
            repeatable: Whether it can be run twice without a trace; else only on request.
        """
        if self._guest.condition_due(entry.step, entry.epoch):
            return Trip(entry.step, None, "a condition on steps holds")
        if self.orders.pause_at_next_step:
            return Trip(entry.step, None, "the user asked for it")
        if not repeatable:
            return None
        if traced:
            return Trip(entry.step, None, "the first step is watched once before it runs compiled")
        if self.check_ups.due(entry.step):
            return Trip(entry.step, None, "a step is watched from time to time")
        return None

    def suspicions(self, model: Any, entry: Entry) -> list[Trip]:
        """Return what the observers make of a compiled step that has run."""
        reading = entry.reading
        if reading is None:
            return []
        if reading.loss is not None:
            self.watcher.loss_read(reading.loss)
        kinds = contained(self.observers.suspicions, model, entry.batch, reading) or ()
        return [Trip(entry.step, kind, f"step {entry.step} is suspected of {kind}") for kind in kinds]

    @contextlib.contextmanager
    def replaying(self, replay: Replay | None, offer: Offer | None) -> Iterator[None]:
        """Run a watched step in here.

        Args:
            replay: How its state was come by.
            offer: What of it can be run again.
        """
        self.replay, self.orders.offer = replay, offer
        self.progress.again = True
        try:
            yield
        finally:
            self.replay, self.orders.offer = None, None
            self.progress.again = False

    def watched_again(self, reason: Trip, entry: Entry, outcome: Outcome) -> None:
        """A step that tripped has been watched: say so when it did not show what it tripped for."""
        if reason.kind not in {"nan", "inf"} or outcome.reading is None or not outcome.reading.finite:
            return
        if not self.watcher.bad_since_step:
            why = "the step is healthy when it is run again eagerly"
            self.not_replayed(reason, why, entry, outcome, outcome.reasons)

    def without_room(self, ring: Ring) -> None:
        """Say once that no step can be run again, and what would help."""
        if self._told_of_room:
            return
        self._told_of_room = True
        mebibytes = f"{ring.refused / (1 << 20):,.0f} MiB"
        enough = -(-2 * ring.refused >> 20)  # two states are kept where there is room
        sys.stderr.write(
            f"keras-debug: weights, optimizer and a batch take {mebibytes}, more than the "
            f'{ring.budget >> 20:,} MiB that "replayMemory" allows. Training goes on at full speed, but no '
            f'step can be run again when something goes wrong. Set "replayMemory": {enough} (in a terminal '
            f"--replay-memory {enough}).\n"
        )

    def not_replayed(
        self,
        trip: Trip,
        why: str,
        entry: Entry | None = None,
        outcome: Outcome | None = None,
        reasons: Sequence[str] = (),
    ) -> None:
        """Tell of a trip that could not be shown at its op."""
        logger.info("%s, and could not be replayed: %s", trip.message, why)
        if trip.kind is not None:
            compiled = None if entry is None else entry.reading
            eager = None if outcome is None else outcome.reading
            self._guest.report(unreproduced(trip, why, compiled, eager, reasons))

    def reading_of(self, step: int, collected: Collected) -> Reading | None:
        """Return what the sentinel reads in a step that ran eagerly."""
        with self.watcher.aside():
            numbers, layout = collected.vector()
        return Reading.of(step, numbers._numpy(), layout)  # noqa: SLF001 -- `.numpy()` copies

    def logs_without_update(self, model: Any) -> Any:
        """Return the logs of a step whose update is left out: the metrics as they are."""
        return model.get_metrics_result()
