"""One model's training at full speed: steps run compiled; one that trips runs again, watched, from its state.

A watched step leaves nothing behind: the state before it is restored, then the compiled step runs as it would
have without anybody looking. So weights, metrics and random numbers are those of plain training, to the bit.
"""

from __future__ import annotations

import contextlib
import logging
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from pyadapter.core.finding import Replay
from pyadapter.core.ring import Entry, Ring, Snapshot
from pyadapter.core.sentinel import Judge, Trip
from pyadapter.probe.execution.orders import RewindRequested
from pyadapter.probe.execution.replay.compiled import CompiledStep, functions_run_eagerly
from pyadapter.probe.execution.replay.exactness import Exactness
from pyadapter.probe.execution.replay.host_changes import handle_of
from pyadapter.probe.execution.replay.random_states import random_states_kept
from pyadapter.probe.execution.replay.weights_check import WeightsCheck
from pyadapter.probe.execution.rewind import without_rows
from pyadapter.probe.patches import contained, failed

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
        assigned: What the user assigned to variables while it was paused, by place.
        reading: What the sentinel read in it, None when it did not come to its end.
        reasons: Why it may have gone otherwise than the compiled step.
    """

    error: Exception | None = None
    rewind: Rewind | None = None
    skip: bool = False
    assigned: dict[int, Any] = field(default_factory=dict)
    reading: Reading | None = None
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True)
class _Ran:
    """A step that has run as Keras made it.

    Attributes:
        logs: What it returned.
    """

    logs: Any


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
        self._rewinder = execution.rewinder(model)
        self._of_program: list[Exception] = []
        """What this step raised, as it ran compiled or watched."""
        self._unusable = False
        """Whether its step cannot be compiled our way."""
        self._blind = False
        """Whether steps cannot be kept, and so not run again."""
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
        self._of_program.clear()
        try:
            if self._unusable:
                return self._as_it_is(batch)
            traced = self._prepared(batch, spec)
            if isinstance(traced, _Ran):
                return traced.logs
            step = execution.progress.step or 0
            if contained(self._weights_due, step):  # before anything is read: this is asked in each step
                self._watching(lambda: self.check_weights(step), lambda: None)
            entry = contained(self._enter, batch, spec, traced=traced)
            if entry is None:
                return self._run(self._unkept(batch, spec))
            reason = contained(execution.reason_to_watch, entry, traced=traced)
            if reason is not None:
                with execution.check_ups.paid():
                    logs = self._watching(
                        lambda: self._again(entry.step, entry.step, reason), lambda: self._run(entry)
                    )
                return self._judged(entry, logs)
            raised: Exception | None = None
            try:
                logs = self._run(entry)
            except Exception as error:  # noqa: BLE001 -- raised again there
                raised = error
            if raised is not None:  # not in its `except`: it is no context of what the eager step raises
                refusal = raised
                return self._watching(lambda: self._raised(entry, refusal), lambda: _raise(refusal))
            return self._judged(entry, logs)
        finally:
            execution.progress.end_step()

    def _judged(self, entry: Entry, logs: Any) -> Any:
        """Look at what was read in a step that has run, and return its logs."""
        execution, reading = self._execution, entry.reading
        if reading is None or entry.skipped:
            return logs
        suspected = contained(execution.suspicions, self._model, entry) or ()
        trip = contained(self.judge.judge, reading, suspected)
        if trip is not None:
            return self._watching(lambda: self._tripped(trip, logs), lambda: logs)
        execution.observers.tell("step_ran", reading)
        return logs

    def ran_out(self, iterator: Any) -> None:
        """Do what Keras does where it learns that there are no more batches, and raise what it raises."""
        if not contained(self._compiled.run_out, iterator):
            with self._execution.asleep():
                self._function(iterator)
        self.ring.force()

    def _watching(self, watch: Callable[[], Any], go_on: Callable[[], Any]) -> Any:
        """Watch a step; where that fails through no fault of the program's, go on without.

        Args:
            watch: Does it, and returns the logs.
            go_on: Returns them, from the state that there is now.
        """
        kept = contained(self._state.read)
        try:
            return watch()
        except Exception as error:
            if any(error is each for each in self._of_program):
                raise
            failed(error)
        self.ring.clear()
        if kept is not None:
            contained(self._state.restore, kept)
        return go_on()

    def _as_it_is(self, batch: Any) -> Any:
        """Run a step as Keras made it: what cannot be compiled our way."""
        with self._execution.asleep():
            return self._function(iter((batch,)))

    def _unkept(self, batch: Any, spec: Any) -> Entry:
        """Return a step that cannot be run again, because keeping it failed."""
        self.ring.clear()
        return Entry(self._execution.progress.step or 0, None, 0, batch, 0, spec=spec)

    def _prepared(self, batch: Any, spec: Any) -> bool | _Ran:
        """Trace the step where that has not been done.

        Returns:
            Whether it was done now; or what came of the step where only Keras can do it.
        """
        step, again = self._execution.progress.step or 0, False
        while True:
            try:
                with self._execution.asleep():
                    traced = self._compiled.prepare(batch, spec)
                if again:
                    self._rewinder.end(step, step)
                return traced  # noqa: TRY300 -- what follows is for the error
            except Exception as error:  # noqa: BLE001 -- Keras raises the same, or it is ours
                ours = error
            try:
                logs = self._as_it_is(batch)
            except Exception as error:  # noqa: BLE001 -- raised again there
                refused = error
            else:
                failed(ours)
                self._unusable = True
                return _Ran(logs)
            self._watching(lambda: self._refused(batch, refused), lambda: _raise(refused))  # noqa: B023 -- runs here
            again = True

    def _enter(self, batch: Any, spec: Any, *, traced: bool) -> Entry:
        """Keep what is needed to run the step again."""
        progress = self._execution.progress
        step = progress.step or 0
        state = self._state
        if traced:
            self.ring.force()
        places = (state.index_of(handle) for handle in self._execution.changes.take())
        changed = [place for place in places if place is not None]
        entry = Entry(step, progress.epoch, progress.step_in_epoch, batch, nbytes_of(batch), spec=spec)
        if not self.ring.has_room(state.nbytes, entry.nbytes):
            self._execution.without_room(self.ring)
        elif self.ring.wants_snapshot(step):
            self.ring.add_snapshot(Snapshot(step, state.read(), state.nbytes))
        entry.changes = {place: state.read_at(place) for place in changed}
        self.ring.add(entry)
        return entry

    def _run(self, entry: Entry) -> Any:
        """Run a step compiled."""
        with self._execution.asleep():
            try:
                logs, entry.reading = self._compiled.run(entry.step, entry.batch, entry.spec)
            except Exception as error:
                self._of_program.append(error)
                raise
        return logs

    def _refused(self, batch: Any, error: Exception) -> None:
        """Find out in eager execution why a step cannot be traced.

        Raises:
            Exception: What the step raises, unless the user has it run again.
        """
        step = self._execution.progress.step or 0
        self._state.extend(handles_of(self._model))
        entry = Entry(step, self._execution.progress.epoch, self._execution.progress.step_in_epoch, batch, 0)
        before = self._state.read()
        outcome = self._watched(entry, None, (step,))
        self._state.restore(before)
        self._state.write(outcome.assigned)
        self._of_program.append(error)
        if outcome.rewind is None:
            raise outcome.error or error
        if outcome.rewind.without_rows:
            raise error
        if self._rewinder.begin(step, outcome.rewind):
            self._changed(step)

    def _raised(self, entry: Entry, error: Exception) -> Any:
        """Find out in eager execution why a compiled step raises; what it had changed by then is undone."""
        way = self.ring.way_to(entry.step)
        if way is None:
            raise error
        replay = self._go_back(*way)
        before = self._state.read()
        outcome = self._watched(entry, replay)
        self._state.restore(before)
        if outcome.rewind is not None:
            return self._rewound(entry.step, entry.step, outcome)
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
        if trip.kind in _NON_FINITE:
            self._weights.forget()  # what follows from it is the same fault
        return self._again(trip.step, last, trip, replay, kept)

    def finish(self) -> None:
        """Look at the weights that `fit` leaves."""
        progress = self._execution.progress
        try:
            if progress.step is not None and not self._blind:
                after = progress.step + 1
                self._watching(lambda: self.check_weights(after, at_end=True), lambda: None)
        finally:
            progress.in_train_function = False

    def _weights_due(self, step: int, *, at_end: bool = False) -> bool:
        """Whether it is time to look at the weights: they are when their state is kept anyway."""
        if self.judge.kinds.isdisjoint(_NON_FINITE):
            return False
        return at_end or (self.ring.wants_snapshot(step) and self._weights.due(step))

    def check_weights(self, step: int, *, at_end: bool = False) -> None:
        """Look for what went bad in the update of a step that was healthy, and run that step again, watched.

        Args:
            step: The one that runs next.
            at_end: Whether there is none: `fit` is over.
        """
        last = step - 1
        if not self._weights_due(step, at_end=at_end):
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

    def _again(
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
                self._state.restore(before)
                if outcome.rewind is not None:
                    return self._rewound(first, last, outcome)
                self._execution.watched_again(reason, entry, outcome)
                if kept is not None and not outcome.skip and not outcome.assigned:
                    self._exactness.compare(outcome.reading, entry.reading)
                    self._state.restore(kept[0])
                    return kept[1]
                if self._settled(entry, outcome):
                    logs = self._execution.logs_without_update(self._model)
                    continue
            logs = self._run(entry)
            if entry.step == first:
                self._exactness.compare(outcome.reading, entry.reading)
        return logs

    def _settled(self, entry: Entry, outcome: Outcome) -> bool:
        """Do what the user asked for while a step was paused whose state is restored.

        Returns:
            Whether its update is left out.
        """
        if outcome.assigned:
            self._state.write(outcome.assigned)
            entry.changes.update(outcome.assigned)
            self._keep(entry.step)
        entry.skipped = outcome.skip
        if outcome.skip:
            self._rewinder.skipped(entry.step)
        return outcome.skip

    def _keep(self, step: int) -> None:
        """Keep the state before a step that runs again, in place of what there was."""
        self.ring.replace_snapshot(Snapshot(step, self._state.read(), self._state.nbytes))

    def _changed(self, step: int) -> None:
        """Take over that the code is another from a step on."""
        self._compiled.forget()
        self._exactness = Exactness(self._model, self._compiled.graphs, self._execution.watcher.aside)
        self.ring.forget_before(step)

    def _rewound(self, paused: int, last: int, outcome: Outcome) -> Any:
        """Go back as the user asked for, and run from there: each step watched, then compiled.

        Args:
            paused: The step in which it was asked for.
            last: The last that has to run.
            outcome: What came of that step.
        """
        while outcome.rewind is not None:
            rewind = outcome.rewind
            first = max(paused - rewind.steps, self.ring.steps[0])
            way = self.ring.way_to(first)
            if way is None:  # the offer reaches no further than the ring
                raise RuntimeError(f"step {first} is not kept")
            replay = self._go_back(*way)
            if self._rewinder.begin(first, rewind):
                self._changed(first)
            for entry in self.ring.between(paused, paused):
                if rewind.without_rows:
                    entry.batch = without_rows(entry.batch, rewind.without_rows)
                    entry.spec = entry.spec if fits(entry.batch, entry.spec) else None
            self._state.write(outcome.assigned)
            self._keep(first)
            rate = self._state.index_of(handle_of(self._rewinder.rate()) or 0)
            paused, outcome, logs = self._run_again(first, last, replay, rate, rewind)
        self._rewinder.end(first, last)
        return logs

    def _run_again(
        self, first: int, last: int, replay: Replay, rate: int | None, rewind: Rewind
    ) -> tuple[int, Outcome, Any]:
        """Run steps again.

        Args:
            first: The first of them, whose state there is.
            last: The last.
            replay: How its state was come by.
            rate: Place of the learning rate.
            rewind: What was asked for.

        Returns:
            The last step that ran, what came of it, and its logs.
        """
        logs: Any = None
        outcome = Outcome()
        for entry in self.ring.between(first, last):
            if entry.step > first:
                kept = {rate} if rewind.learning_rate is not None else ()
                self._state.write({place: each for place, each in entry.changes.items() if place not in kept})
                if self.ring.newest is None or entry.step - self.ring.newest.step >= self.ring.every:
                    self._keep(entry.step)
            before = self._state.read()
            outcome = self._watched(entry, replace(replay, step=entry.step))
            self._state.restore(before)
            if outcome.rewind is not None:
                return entry.step, outcome, logs
            if self._settled(entry, outcome):
                logs = self._execution.logs_without_update(self._model)
                continue
            try:
                with self._execution.asleep():
                    self._compiled.prepare(entry.batch, entry.spec)
                logs = self._run(entry)
            except Exception as error:  # noqa: BLE001 -- the eager one names the line
                refused = outcome.error or error
                self._of_program.append(refused)
                raise refused from None
            self.judge.judge(entry.reading)
        return last, outcome, logs

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
            if entry.skipped:
                continue
            self._run(entry)
            if read is not None and not read.same_as(entry.reading) and not reasons:
                reasons.append(f"step {before} did not come out the same when it was run again")
        if len(way) > 1:
            self._state.write(way[-1].changes)
        return Replay(way[-1].step, snapshot.step, not reasons, tuple(reasons))

    def _watched(self, entry: Entry, replay: Replay | None, steps: Sequence[int] = ()) -> Outcome:
        """Run a step eagerly with everything watched; whoever calls this restores the state.

        Args:
            entry: The step.
            replay: How its state was come by.
            steps: Those that can be run again; as the ring says when there are none.
        """
        execution, outcome = self._execution, Outcome()
        exactness = self._exactness
        offer = self._rewinder.offer(entry.step, steps or self.ring.steps, entry.batch)

        def learned() -> None:
            execution.replay = exactness.judged(replay)

        with contextlib.ExitStack() as stack:
            enter = stack.enter_context
            enter(functions_run_eagerly())
            enter(random_states_kept(execution.progress.fit_arguments.get("x")))
            enter(self._at(entry.step, entry))
            enter(execution.changes.noting(None))
            assigned = enter(execution.changes.by_user())
            enter(execution.replaying(exactness.judged(replay), offer))
            enter(exactness.looking(restores=replay is None, learned=learned))
            collected = enter(execution.sentinel.collecting())
            try:
                execution.watched(self._model, self._function, entry.batch, training=True)
            except RewindRequested:
                pass
            except Exception as error:  # noqa: BLE001 -- the caller decides whether it is the program's
                outcome.error = error
                self._of_program.append(error)
            else:
                outcome.reading = execution.reading_of(entry.step, collected)
        outcome.reasons = exactness.reasons
        self._rewinder.settle()
        outcome.rewind = execution.orders.take_rewind()
        outcome.skip = execution.orders.take_skip()
        places = ((self._state.index_of(handle), value) for handle, value in assigned.items())
        outcome.assigned = {place: value for place, value in places if place is not None}
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


def handles_of(model: Any) -> Iterator[Any]:
    """Return the handles of the variables that Keras knows of a model's training."""
    optimizer = getattr(model, "optimizer", None)
    for variable in (*model.variables, *(optimizer.variables if optimizer is not None else ())):
        handle = getattr(getattr(variable, "_value", variable), "handle", None)
        if handle is not None:
            yield handle


def fits(batch: Any, spec: Any) -> bool:
    """Whether a batch is one of a kind."""
    import tensorflow as tf  # noqa: PLC0415 -- as below

    pairs = zip(tf.nest.flatten(spec), tf.nest.flatten(batch), strict=False)
    return all(each is None or each.is_compatible_with(leaf) for each, leaf in pairs)


def _raise(error: Exception) -> Any:
    raise error


def nbytes_of(batch: Any) -> int:
    """Return the bytes of all tensors of a batch."""
    import tensorflow as tf  # noqa: PLC0415 -- only once the user has imported it

    leaves = tf.nest.flatten(batch, expand_composites=True)
    return sum(int(getattr(leaf, "nbytes", 0) or _nbytes(leaf)) for leaf in leaves)


def _nbytes(leaf: Any) -> int:
    size, dtype = getattr(leaf, "_num_elements", None), getattr(leaf, "dtype", None)
    return size() * dtype.size if size is not None and dtype is not None else 0
