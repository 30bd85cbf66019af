"""One model's training at full speed: steps run compiled; one that trips runs again, watched, from its state.

A watched step leaves nothing behind: the state before it is restored, then the compiled step runs as it would
have without anybody looking. So weights, metrics and random numbers are those of plain training, to the bit.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pyadapter.core.ring import Entry
from pyadapter.core.sentinel import Judge, Trip
from pyadapter.probe.execution.replay.kept_steps import KeptSteps
from pyadapter.probe.execution.replay.repeats import Repeats
from pyadapter.probe.execution.replay.state import handles_of
from pyadapter.probe.execution.replay.watched_step import watch
from pyadapter.probe.execution.replay.weights_check import WeightsCheck
from pyadapter.probe.patches import contained, failed

if TYPE_CHECKING:
    from collections.abc import Callable

    from pyadapter.core.ring import Ring
    from pyadapter.probe.execution.replay.execution import ReplayExecution

_NON_FINITE = frozenset({"nan", "inf"})


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
        self._kept = KeptSteps(execution, model, function)
        self._weights = WeightsCheck(model, self._kept.state)
        self._unusable = False
        """Whether its step cannot be compiled our way."""
        self._blind = False
        """Whether steps cannot be kept, and so not run again."""
        self.judge = Judge()
        self._repeats = Repeats(self._kept, self.judge)

    @property
    def ring(self) -> Ring:
        """What is kept of the last steps."""
        return self._kept.ring

    def step(self, batch: Any, spec: Any) -> Any:
        """Run a step of training and return its logs.

        Args:
            batch: The batch.
            spec: What batches of its iterator are like, None when that is not known.
        """
        execution = self._execution
        execution.progress.begin_step(batch)
        self.judge.kinds = execution.kinds()
        self._kept.of_program.clear()
        try:
            if self._unusable:
                return self._kept.as_it_is(batch)
            traced = self._prepared(batch, spec)
            if isinstance(traced, _Ran):
                return traced.logs
            step = execution.progress.step or 0
            if contained(self._weights_due, step):  # before anything is read: this is asked in each step
                self._watching(lambda: self.check_weights(step), lambda: None)
            entry = contained(self._kept.enter, batch, spec, traced=traced)
            if entry is None:
                return self._kept.run(self._kept.unkept(batch, spec))
            repeatable = self._kept.exactness.repeatable
            reason = contained(execution.reason_to_watch, entry, traced=traced, repeatable=repeatable)
            if reason is not None:
                with execution.check_ups.paid():
                    logs = self._watching(
                        lambda: self._repeats.again(entry.step, entry.step, reason),
                        lambda: self._kept.run(entry),
                    )
                return self._judged(entry, logs)
            raised: Exception | None = None
            try:
                logs = self._kept.run(entry)
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
        suspected = contained(execution.suspicions, self._kept.model, entry) or ()
        trip = contained(self.judge.judge, reading, suspected)
        if trip is not None:
            return self._watching(lambda: self._tripped(trip, logs), lambda: logs)
        execution.observers.tell("step_ran", reading)
        return logs

    def ran_out(self, iterator: Any) -> None:
        """Do what Keras does where it learns that there are no more batches, and raise what it raises."""
        if not contained(self._kept.compiled.run_out, iterator):
            with self._execution.asleep():
                self._kept.function(iterator)
        self._kept.ring.force()

    def _watching(self, watch: Callable[[], Any], go_on: Callable[[], Any]) -> Any:
        """Watch a step; where that fails through no fault of the program's, go on without.

        Args:
            watch: Does it, and returns the logs.
            go_on: Returns them, from the state that there is now.
        """
        kept = contained(self._kept.state.read)
        try:
            return watch()
        except Exception as error:
            if any(error is each for each in self._kept.of_program):
                raise
            failed(error)
        except BaseException:  # the run is interrupted or ended in a step that had run: as it was after it
            self._kept.ring.clear()
            if kept is not None:
                contained(self._kept.state.restore, kept)
            raise
        self._kept.ring.clear()
        if kept is not None:
            contained(self._kept.state.restore, kept)
        return go_on()

    def _prepared(self, batch: Any, spec: Any) -> bool | _Ran:
        """Trace the step where that has not been done.

        Returns:
            Whether it was done now; or what came of the step where only Keras can do it.
        """
        step, again = self._execution.progress.step or 0, False
        while True:
            try:
                with self._execution.asleep():
                    traced = self._kept.compiled.prepare(batch, spec)
                if again:
                    self._kept.rewinder.end(step, step)
                return traced  # noqa: TRY300 -- what follows is for the error
            except Exception as error:  # noqa: BLE001 -- Keras raises the same, or it is ours
                ours = error
            try:
                logs = self._kept.as_it_is(batch)
            except Exception as error:  # noqa: BLE001 -- raised again there
                refused = error
            else:
                failed(ours)
                self._unusable = True
                return _Ran(logs)
            self._watching(lambda: self._refused(batch, refused), lambda: _raise(refused))  # noqa: B023 -- runs here
            again = True

    def _refused(self, batch: Any, error: Exception) -> None:
        """Find out in eager execution why a step cannot be traced.

        Raises:
            Exception: What the step raises, unless the user has it run again.
        """
        step = self._execution.progress.step or 0
        self._kept.state.extend(handles_of(self._kept.model))
        entry = Entry(step, self._execution.progress.epoch, self._execution.progress.step_in_epoch, batch, 0)
        before = self._kept.state.read()
        outcome = watch(self._kept, entry, None, (step,), refused=True)
        self._kept.state.restore(before)
        self._kept.state.write(outcome.assigned)
        self._kept.of_program.append(error)
        if outcome.rewind is None:
            raise outcome.error or error
        if outcome.rewind.without_rows:
            raise error
        if self._kept.rewinder.begin(step, outcome.rewind):
            self._kept.changed(step)

    def _raised(self, entry: Entry, error: Exception) -> Any:
        """Find out in eager execution why a compiled step raises; what it had changed by then is undone."""
        way = self._kept.ring.way_to(entry.step)
        if way is None:
            raise error
        left = self._kept.state.read()
        replay = self._kept.go_back(*way)
        before = self._kept.state.read()
        outcome = watch(self._kept, entry, replay)
        if outcome.rewind is not None:
            self._kept.state.restore(before)
            return self._repeats.rewound(entry.step, entry.step, outcome)
        self._kept.state.restore(left)
        # That of the eager step says more, but the program must be able to catch what it would catch.
        raise outcome.error if isinstance(outcome.error, type(error)) else error

    def _tripped(self, trip: Trip, logs: Any) -> Any:
        """Run the step that tripped once more, watched; then go on as if nothing had been."""
        last = self._execution.progress.step or 0
        kept = self._kept.state.read(), logs
        way = self._kept.ring.way_to(trip.step)
        if way is None:
            self._execution.not_replayed(
                trip, f"the ring of {self._kept.ring.budget >> 20} MiB does not reach it"
            )
            return logs
        replay = self._kept.go_back(*way)
        if trip.kind in _NON_FINITE and (bad := self._weights.newly_bad(trip.step)):
            found = self._weights.find(bad, trip.step - 1, self._kept.ring, self._kept.run)
            if isinstance(found, str):
                replay = self._kept.go_back(*way)
            else:  # the loss is bad because the weights were
                trip, replay = found
        logs = self._repeats.again(trip.step, last, trip, replay, kept)
        if any(entry.skipped for entry in self._kept.ring.between(trip.step, trip.step)):
            self.judge.forget()  # it has left nothing behind: what comes next is a fault of its own
        elif trip.kind in _NON_FINITE:
            self._weights.forget()  # what follows from it is the same fault
        return logs

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
        return at_end or (self._kept.ring.wants_snapshot(step) and self._weights.due(step))

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
        if not bad or last not in self._kept.ring.steps:
            return
        kept = self._kept.state.read(), None
        message = f"{len(bad)} variables are not finite after step {last}"
        found = self._weights.find(bad, last, self._kept.ring, self._kept.run)
        if isinstance(found, str):
            self._kept.state.restore(kept[0])
            self._execution.not_replayed(Trip(last, self._weights.kind(bad), message), found)
        else:
            self._repeats.again(found[0].step, last, found[0], found[1], kept)


def _raise(error: Exception) -> Any:
    raise error
