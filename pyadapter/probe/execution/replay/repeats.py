"""Steps that run again: one that tripped, watched; and those that the user goes back to."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from pyadapter.probe.execution.replay.host_changes import handle_of
from pyadapter.probe.execution.replay.kept_steps import fits
from pyadapter.probe.execution.replay.watched_step import Outcome, watch
from pyadapter.probe.execution.rewind import without_rows

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pyadapter.core.finding import Replay
    from pyadapter.core.ring import Entry
    from pyadapter.core.sentinel import Judge, Trip
    from pyadapter.probe.execution.orders import Rewind
    from pyadapter.probe.execution.replay.kept_steps import KeptSteps


class Repeats:
    """Runs kept steps again.

    Args:
        kept: The steps.
        judge: Learns of what is read in steps that the user goes back to.
    """

    def __init__(self, kept: KeptSteps, judge: Judge) -> None:
        self._kept = kept
        self._judge = judge

    def again(
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
        self._kept.ring.forget_snapshots_after(first)
        for entry in self._kept.ring.between(first, last):
            if entry.step > first:
                self._kept.state.write(entry.changes)
            else:
                before = self._kept.state.read()
                outcome = watch(self._kept, entry, replay)
                self._kept.state.restore(before)
                if outcome.rewind is not None:
                    return self.rewound(first, last, outcome)
                self._kept.execution.watched_again(reason, entry, outcome)
                if kept is not None and not outcome.skip and not outcome.assigned:
                    self._kept.exactness.compare(outcome.reading, entry.reading)
                    self._kept.state.restore(kept[0])
                    return kept[1]
                if self._settled(entry, outcome):
                    logs = self._kept.execution.logs_without_update(self._kept.model)
                    continue
            logs = self._kept.run(entry)
            if entry.step == first:
                self._kept.exactness.compare(outcome.reading, entry.reading)
        return logs

    def rewound(self, paused: int, last: int, outcome: Outcome) -> Any:
        """Go back as the user asked for, and run from there: each step watched, then compiled.

        Args:
            paused: The step in which it was asked for.
            last: The last that has to run.
            outcome: What came of that step.
        """
        while outcome.rewind is not None:
            rewind = outcome.rewind
            first = max(paused - rewind.steps, self._kept.ring.steps[0])
            way = self._kept.ring.way_to(first)
            if way is None:  # the offer reaches no further than the ring
                raise RuntimeError(f"step {first} is not kept")
            replay = self._kept.go_back(*way)
            if self._kept.rewinder.begin(first, rewind):
                self._kept.changed(first)
            for entry in self._kept.ring.between(paused, paused):
                if rewind.without_rows:
                    entry.batch = without_rows(entry.batch, rewind.without_rows)
                    entry.spec = entry.spec if fits(entry.batch, entry.spec) else None
            self._kept.state.write(outcome.assigned)
            self._kept.keep(first)
            rate = self._kept.state.index_of(handle_of(self._kept.rewinder.rate()) or 0)
            paused, outcome, logs = self._run_again(first, last, replay, rate, rewind)
        self._kept.rewinder.end(first, last)
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
        for entry in self._kept.ring.between(first, last):
            if entry.step > first:
                kept = {rate} if rewind.learning_rate is not None else ()
                self._kept.state.write(
                    {place: each for place, each in entry.changes.items() if place not in kept}
                )
                if (
                    self._kept.ring.newest is None
                    or entry.step - self._kept.ring.newest.step >= self._kept.ring.every
                ):
                    self._kept.keep(entry.step)
            before = self._kept.state.read()
            outcome = watch(self._kept, entry, replace(replay, step=entry.step))
            self._kept.state.restore(before)
            if outcome.rewind is not None:
                return entry.step, outcome, logs
            if self._settled(entry, outcome):
                logs = self._kept.execution.logs_without_update(self._kept.model)
                continue
            try:
                with self._kept.execution.asleep():
                    self._kept.compiled.prepare(entry.batch, entry.spec)
                logs = self._kept.run(entry)
            except Exception as error:  # noqa: BLE001 -- the eager one names the line
                refused = outcome.error or error
                self._kept.of_program.append(refused)
                raise refused from None
            self._judge.judge(entry.reading)
        return last, outcome, logs

    def _settled(self, entry: Entry, outcome: Outcome) -> bool:
        """Do what the user asked for while a step was paused whose state is restored.

        Returns:
            Whether its update is left out.
        """
        if outcome.assigned:
            self._kept.state.write(outcome.assigned)
            entry.changes.update(outcome.assigned)
            self._kept.keep(entry.step)
        entry.skipped = outcome.skip
        if outcome.skip:
            self._kept.rewinder.skipped(entry.step)
        return outcome.skip
