"""One model's training at full speed: steps run compiled; one that trips runs again, watched, from its state.

A watched step leaves nothing behind: the state before it is restored, then the compiled step runs as it would
have without anybody looking. So weights, metrics and random numbers are those of plain training, to the bit.
"""

from __future__ import annotations

import contextlib
import logging
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from pyadapter.core.finding import Replay
from pyadapter.core.ring import Entry, Ring, Snapshot
from pyadapter.core.sentinel import Judge, Trip
from pyadapter.probe.execution.orders import RewindRequested
from pyadapter.probe.execution.replay.compiled import CompiledStep, functions_run_eagerly
from pyadapter.probe.execution.replay.exactness import Exactness
from pyadapter.probe.execution.replay.random_states import random_states_kept
from pyadapter.probe.execution.replay.weights_check import WeightsCheck

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from pyadapter.core.sentinel import Reading
    from pyadapter.probe.execution.orders import Rewind
    from pyadapter.probe.execution.replay.execution import ReplayExecution

logger = logging.getLogger("keras-debug.probe")

_NON_FINITE = frozenset({"nan", "inf"})


@dataclass
class Outcome:
    """What came of a watched step.

    Attributes:
        error: What it raised.
        rewind: What the user asked for while it was paused.
        skip: Whether its update is to be left out.
        assigned: Places of variables that the user assigned to while it was paused.
        reading: What the sentinel read in it, None when it did not come to its end.
    """

    error: Exception | None = None
    rewind: Rewind | None = None
    skip: bool = False
    assigned: frozenset[int] = field(default_factory=frozenset)
    reading: Reading | None = None


class Replayer:
    """Runs the training steps of a model.

    Args:
        execution: What all models share.
        model: The model.
        function: What Keras made to train it: takes an iterator.
    """

    def __init__(self, execution: ReplayExecution, model: Any, function: Callable[..., Any]) -> None:
        self._execution = execution
        self._model = model
        self._function = function
        self._compiled = CompiledStep(model, execution.sentinel)
        self._exactness = Exactness(model, self._compiled.graphs, execution.watcher.aside)
        self._weights = WeightsCheck(model, self._compiled.state)
        self._spec: Any = None
        self.judge = Judge()
        self.ring = Ring(execution.settings.snapshot_every, execution.settings.memory)

    @property
    def _state(self) -> Any:
        return self._compiled.state

    def step(self, batch: Any, spec: Any) -> Any:
        """Run a step of training and return its logs.

        Args:
            batch: The batch.
            spec: What batches of its iterator are like, None when that is not known.
        """
        execution = self._execution
        execution.progress.begin_step(batch)
        self.judge.kinds = execution.kinds()
        self._spec = spec
        try:
            try:
                with execution.asleep():
                    traced = self._compiled.prepare(batch, spec)
            except Exception as error:  # noqa: BLE001 -- raised again there
                return self._refused(batch, error)
            self.check_weights(execution.progress.step or 0)
            entry = self._enter(batch, traced=traced)
            reason = execution.reason_to_watch(entry, traced=traced)
            if reason is not None:
                return self._again(entry.step, entry.step, reason)
            try:
                logs = self._run(entry)
            except Exception as error:  # noqa: BLE001 -- raised again there
                return self._raised(entry, error)
            trip = self.judge.judge(entry.reading)
            if trip is not None:
                return self._tripped(trip, logs)
            execution.observers.tell("step_ran", entry.reading)
            return logs
        finally:
            execution.progress.end_step()

    def _enter(self, batch: Any, *, traced: bool) -> Entry:
        """Keep what is needed to run the step again."""
        progress = self._execution.progress
        step = progress.step or 0
        state = self._state
        if traced:
            self.ring.force()
        places = (state.index_of(handle) for handle in self._execution.changes.take())
        changed = [place for place in places if place is not None]
        entry = Entry(step, progress.epoch, progress.step_in_epoch, batch, nbytes_of(batch))
        if not self.ring.has_room(state.nbytes, entry.nbytes):
            self._execution.without_room(self.ring)
        elif self.ring.wants_snapshot(step):
            self.ring.add_snapshot(Snapshot(step, state.read(), state.nbytes))
        else:
            entry.changes = {place: state.read_at(place) for place in changed}
        self.ring.add(entry)
        return entry

    def _run(self, entry: Entry) -> Any:
        """Run a step compiled."""
        with self._execution.asleep():
            logs, entry.reading = self._compiled.run(entry.step, entry.batch, self._spec)
        return logs

    def _refused(self, batch: Any, error: Exception) -> Any:
        """Find out in eager execution why a step cannot be traced."""
        with self._at(self._execution.progress.step or 0, None), functions_run_eagerly():
            self._execution.watched(self._model, self._function, batch, training=True)
        raise error

    def _raised(self, entry: Entry, error: Exception) -> Any:
        """Find out in eager execution why a compiled step raises; what it had changed by then is undone."""
        way = self.ring.way_to(entry.step)
        if way is None:
            raise error
        replay = self._go_back(*way)
        before = self._state.read()
        outcome = self._watched(entry, replay)
        self._state.restore(before, outcome.assigned)
        if outcome.rewind is not None:
            return self._rewound(entry.step, outcome.rewind)
        raise outcome.error or error

    def _tripped(self, trip: Trip, logs: Any) -> Any:
        """Run the step that tripped once more, watched; then go on as if nothing had been."""
        last = self._execution.progress.step or 0
        kept = self._state.read(), logs
        way = self.ring.way_to(trip.step)
        if way is None:
            self._execution.not_replayed(trip, f"the ring of {self.ring.budget >> 20} MiB does not reach it")
            return logs
        replay = self._go_back(*way)
        if trip.kind in _NON_FINITE and (bad := self._weights.newly_bad(trip.step)):
            found = self._weights.find(bad, trip.step - 1, self.ring, self._run)
            if isinstance(found, str):
                replay = self._go_back(*way)
            else:  # the loss is bad because the weights were
                trip, replay = found
        return self._again(trip.step, last, trip, replay, kept)

    def check_weights(self, step: int, *, at_end: bool = False) -> None:
        """Look for what went bad in the update of a step that was healthy, and run that step again, watched.

        Args:
            step: The one that runs next.
            at_end: Whether there is none: `fit` is over.
        """
        last, wanted = step - 1, not self.judge.kinds.isdisjoint(_NON_FINITE)
        if not wanted or not (at_end or (self.ring.wants_snapshot(step) and self._weights.due(step))):
            return
        bad = self._weights.newly_bad(step)
        if not bad or last not in self.ring.steps:
            return
        kept = self._state.read(), None
        message = f"{len(bad)} variables are not finite after step {last}"
        found = self._weights.find(bad, last, self.ring, self._run)
        if isinstance(found, str):
            self._state.restore(kept[0])
            self._execution.not_replayed(Trip(last, self._weights.kind(bad), message), found)
        else:
            self._again(found[0].step, last, found[0], found[1], kept)

    def _again(  # noqa: PLR0913, PLR0917 -- one each
        self,
        first: int,
        last: int,
        reason: Trip,
        replay: Replay | None = None,
        kept: tuple[Sequence[Any], Any] | None = None,
    ) -> Any:
        """Run steps from the state before the first of them: that one watched, and all of them compiled.

        Args:
            first: The step to watch.
            last: The last that has to run.
            reason: Why it is watched.
            replay: How its state was come by; None when it is the step's own.
            kept: State after the last and its logs, where they have run already: training goes on from there.
        """
        logs = None
        self.ring.forget_snapshots_after(first)
        for entry in self.ring.between(first, last):
            if entry.step > first:
                self._state.write(entry.changes)
            else:
                before = self._state.read()
                outcome = self._watched(entry, replay)
                self._state.restore(before, outcome.assigned)
                if outcome.rewind is not None:
                    return self._rewound(last, outcome.rewind)
                self._execution.watched_again(reason, entry, outcome)
                if kept is not None and not outcome.skip and not outcome.assigned:
                    self._exactness.compare(outcome.reading, entry.reading)
                    self._state.restore(kept[0])
                    return kept[1]
                if outcome.skip or outcome.assigned:
                    self.ring.clear()
                if outcome.skip:
                    logs = self._execution.logs_without_update(self._model)
                    continue
            logs = self._run(entry)
            if entry.step == first:
                self._exactness.compare(outcome.reading, entry.reading)
        return logs

    def _rewound(self, last: int, rewind: Rewind) -> Any:
        """Go back as the user asked for, and run from there."""
        raise NotImplementedError

    def _go_back(self, snapshot: Snapshot, way: list[Entry]) -> Replay:
        """Make the state that of before the last of some steps.

        Returns:
            Whether it is the same to the bit, as far as the sentinel can tell.
        """
        reasons: list[str] = []
        self._state.restore(snapshot.values)
        for entry in way[:-1]:
            before, read = entry.step, entry.reading
            if entry is not way[0]:
                self._state.write(entry.changes)
            self._run(entry)
            if read is not None and not read.same_as(entry.reading) and not reasons:
                reasons.append(f"step {before} did not come out the same when it was run again")
        if len(way) > 1:
            self._state.write(way[-1].changes)
        return Replay(way[-1].step, snapshot.step, not reasons, tuple(reasons))

    def _watched(self, entry: Entry, replay: Replay | None) -> Outcome:
        """Run a step eagerly with everything watched; whoever calls this restores the state."""
        execution, outcome = self._execution, Outcome()
        exactness = self._exactness
        assigned: set[int] = set()

        def learned() -> None:
            execution.replay = exactness.judged(replay)

        with contextlib.ExitStack() as stack:
            enter = stack.enter_context
            enter(functions_run_eagerly())
            enter(random_states_kept(execution.progress.fit_arguments.get("x")))
            enter(self._at(entry.step, entry))
            enter(execution.changes.noting(None))
            enter(execution.replaying(exactness.judged(replay), assigned, self.ring.steps))
            enter(exactness.looking(restores=replay is None, learned=learned))
            collected = enter(execution.sentinel.collecting())
            try:
                execution.watched(self._model, self._function, entry.batch, training=True)
            except RewindRequested:
                pass
            except Exception as error:  # noqa: BLE001 -- the caller decides whether it is the program's
                outcome.error = error
            else:
                outcome.reading = execution.reading_of(entry.step, collected)
        outcome.rewind = execution.orders.take_rewind()
        outcome.skip = execution.orders.take_skip()
        places = (self._state.index_of(handle) for handle in assigned)
        outcome.assigned = frozenset(place for place in places if place is not None)
        return outcome

    @contextlib.contextmanager
    def _at(self, step: int, entry: Entry | None) -> Iterator[None]:
        """Make progress that of a step that is run again."""
        progress = self._execution.progress
        before = (progress.step, progress.epoch, progress.step_in_epoch, progress.batch)
        progress.step = step - 1 if step else None
        if entry is not None:
            progress.epoch, progress.step_in_epoch = entry.epoch, entry.step_in_epoch
        try:
            yield
        finally:
            progress.step, progress.epoch, progress.step_in_epoch, progress.batch = before
            progress.in_train_function = True


def nbytes_of(batch: Any) -> int:
    """Return the bytes of all tensors of a batch."""
    import tensorflow as tf  # noqa: PLC0415 -- only once the user has imported it

    leaves = tf.nest.flatten(batch, expand_composites=True)
    return sum(int(getattr(leaf, "nbytes", 0) or _nbytes(leaf)) for leaf in leaves)


def _nbytes(leaf: Any) -> int:
    size, dtype = getattr(leaf, "_num_elements", None), getattr(leaf, "dtype", None)
    return size() * dtype.size if size is not None and dtype is not None else 0
