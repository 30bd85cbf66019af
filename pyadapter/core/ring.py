"""The last training steps, kept so that they can be run again: batches, and the state before some of them.

What is kept is bounded in bytes. Batches and snapshots are held by reference: a batch costs its own size, and
a snapshot that of the state which was updated since. The batch that is worked on is there anyway.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Sequence

MOST_STEPS = 200
"""Steps that are kept even where there is room for more: nobody goes back further by hand."""


@dataclass
class Entry:
    """A step that can be run again.

    Attributes:
        step: 0-based batch of the whole run.
        epoch: Counts from 0; None outside `fit`.
        step_in_epoch: Batches of this epoch before it.
        batch: What the step was given.
        nbytes: Size of the batch.
        changes: What the program itself changed since the step before, as a learning rate: values by the
            index of the variable.
        reading: What the sentinel read in it, None before it has run.
        skipped: Whether the user left its update out.
        spec: What batches of its iterator are like, None when that is not known.
    """

    step: int
    epoch: int | None
    step_in_epoch: int
    batch: Any
    nbytes: int
    changes: dict[int, Any] = field(default_factory=dict)
    reading: Any = None
    skipped: bool = False
    spec: Any = None


@dataclass(frozen=True)
class Snapshot:
    """The state before a step, its changes by the program included.

    Attributes:
        step: That step.
        values: The values of all variables.
        nbytes: Their size.
    """

    step: int
    values: tuple[Any, ...]
    nbytes: int


class Ring:
    """Keeps as many of the last steps as the budget allows.

    Args:
        every: Steps between two snapshots.
        budget: Bytes for all batches and snapshots.
    """

    def __init__(self, every: int, budget: int) -> None:
        self.every = every
        self.budget = budget
        self.refused = 0
        """Bytes that one step and the state before it would take, where they alone are over the budget."""
        self._entries: deque[Entry] = deque()
        self._snapshots: deque[Snapshot] = deque()
        self._held = 0
        self._since = 0  # of it, the batches since the newest snapshot
        self._coming = 0  # of the step that is about to be added
        self._forced = True

    @property
    def nbytes(self) -> int:
        """Bytes that are held, counted as if nothing were shared."""
        return self._held

    @property
    def steps(self) -> Sequence[int]:
        """The steps that can be run again, the oldest first."""
        if not self._snapshots:
            return []
        return [entry.step for entry in self._entries if entry.step >= self._snapshots[0].step]

    @property
    def reach(self) -> int:
        """How many steps can be run again."""
        return len(self._entries) if self._snapshots else 0

    @property
    def newest(self) -> Snapshot | None:
        """The newest snapshot."""
        return self._snapshots[-1] if self._snapshots else None

    def force(self) -> None:
        """Make the next step begin with a snapshot: what came between cannot be repeated."""
        self._forced = True

    def wants_snapshot(self, step: int) -> bool:
        """Whether the state before a step that is about to be added is to be kept."""
        if self._forced or not self._snapshots:
            return True
        newest = self._snapshots[-1]
        if step - newest.step >= self.every:
            return True
        if newest.nbytes + self._since + self._coming > self.budget:
            return True  # only behind another one can what is held be let go
        # Large batches: rather the state again than all of them.
        return newest.nbytes + self._since > self.budget // 2

    def has_room(self, state: int, batch: int) -> bool:
        """Say whether a step can be run again at all; everything is forgotten where it cannot.

        Args:
            state: Bytes of a snapshot.
            batch: Bytes of the step's batch.
        """
        self._coming = batch
        fits = state + batch <= self.budget
        self.refused = 0 if fits else state + batch
        if not fits:
            self.clear()
        return fits

    def add_snapshot(self, snapshot: Snapshot) -> None:
        """Keep the state before the step that is added next; nothing where it alone is over the budget."""
        if snapshot.nbytes > self.budget:
            self.clear()
            return
        if not self._snapshots:
            self.clear()  # steps before the first state cannot be run again
        self._snapshots.append(snapshot)
        self._held += snapshot.nbytes
        self._since = 0
        self._forced = False
        self._shrink()

    def replace_snapshot(self, snapshot: Snapshot) -> None:
        """Keep the state before a step that runs again, in place of those of it and of later ones."""
        self.forget_snapshots_after(snapshot.step - 1)
        self._snapshots.append(snapshot)
        self._held += snapshot.nbytes
        self._since = sum(entry.nbytes for entry in self._entries if entry.step >= snapshot.step)
        while self._entries[0].step < self._snapshots[0].step:  # nothing leads there any more
            self._held -= self._entries.popleft().nbytes
        self._shrink()

    def add(self, entry: Entry) -> None:
        """Keep a step that is about to run."""
        self._entries.append(entry)
        self._held += entry.nbytes
        self._since += entry.nbytes
        self._shrink()

    def way_to(self, step: int) -> tuple[Snapshot, list[Entry]] | None:
        """Return the newest snapshot at or before a step, and the steps from there up to it, itself included.

        Returns:
            None when the ring does not reach that far.
        """
        before = [snapshot for snapshot in self._snapshots if snapshot.step <= step]
        if not before:
            return None
        way = [entry for entry in self._entries if before[-1].step <= entry.step <= step]
        complete = [entry.step for entry in way] == list(range(before[-1].step, step + 1))
        return (before[-1], way) if complete else None

    def between(self, first: int, last: int) -> list[Entry]:
        """Return the steps from one to another, both included."""
        return [entry for entry in self._entries if first <= entry.step <= last]

    def forget_snapshots_after(self, step: int) -> None:
        """Forget the state after a step: it is being run again, and may come out differently."""
        while self._snapshots and self._snapshots[-1].step > step:
            self._held -= self._snapshots.pop().nbytes
        first = self._snapshots[-1].step if self._snapshots else 0
        self._since = sum(entry.nbytes for entry in self._entries if entry.step >= first)

    def forget_before(self, step: int) -> None:
        """Forget what came before a step: it was computed by other code."""
        while self._snapshots and self._snapshots[0].step < step:
            self._held -= self._snapshots.popleft().nbytes
        while self._entries and self._entries[0].step < step:
            self._held -= self._entries.popleft().nbytes

    def clear(self) -> None:
        """Forget everything."""
        self._entries.clear()
        self._snapshots.clear()
        self._held = self._since = 0
        self._forced = True

    def _shrink(self) -> None:
        # Two snapshots at least, as far as there is room: what goes bad in an update shows a step later.
        while len(self._snapshots) > 1 and (self._held > self.budget or len(self._entries) > MOST_STEPS):
            self._held -= self._snapshots.popleft().nbytes
            while self._entries and self._entries[0].step < self._snapshots[0].step:
                self._held -= self._entries.popleft().nbytes
        while len(self._entries) > 1 and not self._snapshots:
            self._held -= self._entries.popleft().nbytes
