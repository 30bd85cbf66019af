"""The steps of a model's training that are kept: their batches, and the way back to the state before them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pyadapter.core.finding import Replay
from pyadapter.core.ring import Entry, Ring, Snapshot
from pyadapter.probe.execution.replay.compiled import CompiledStep
from pyadapter.probe.execution.replay.exactness import Exactness

if TYPE_CHECKING:
    from collections.abc import Callable

    from pyadapter.probe.execution.replay.execution import ReplayExecution


class KeptSteps:
    """Runs steps compiled, keeps the last of them, and goes back.

    Args:
        execution: What all models share.
        model: The model.
        function: What Keras made to train it: takes an iterator.
    """

    def __init__(self, execution: ReplayExecution, model: Any, function: Callable[..., Any]) -> None:
        self.execution = execution
        self.model = model
        self.function = function
        self.compiled = CompiledStep(model, execution.sentinel)
        self.exactness = Exactness(model, self.compiled.graphs, execution.watcher.aside)
        self.rewinder = execution.rewinder(model)
        self.ring = Ring(execution.settings.snapshot_every, execution.settings.memory)
        self.of_program: list[Exception] = []
        """What this step raised, as it ran compiled or watched."""

    @property
    def state(self) -> Any:
        """Every variable that a step touches."""
        return self.compiled.state

    def enter(self, batch: Any, spec: Any, *, traced: bool) -> Entry:
        """Keep what is needed to run the step again."""
        progress = self.execution.progress
        step = progress.step or 0
        state = self.state
        if traced:
            self.ring.force()
        places = (state.index_of(handle) for handle in self.execution.changes.take())
        changed = [place for place in places if place is not None]
        entry = Entry(step, progress.epoch, progress.step_in_epoch, batch, nbytes_of(batch), spec=spec)
        if not self.ring.has_room(state.nbytes, entry.nbytes):
            self.execution.without_room(self.ring)
        elif self.ring.wants_snapshot(step):
            self.ring.add_snapshot(self._snapshot(step))
        entry.changes = {place: state.read_at(place) for place in changed}
        self.ring.add(entry)
        return entry

    def unkept(self, batch: Any, spec: Any) -> Entry:
        """Return a step that cannot be run again, because keeping it failed."""
        self.ring.clear()
        return Entry(self.execution.progress.step or 0, None, 0, batch, 0, spec=spec)

    def run(self, entry: Entry) -> Any:
        """Run a step compiled."""
        with self.execution.asleep():
            try:
                logs, entry.reading = self.compiled.run(entry.step, entry.batch, entry.spec)
            except Exception as error:
                self.of_program.append(error)
                raise
        return logs

    def as_it_is(self, batch: Any) -> Any:
        """Run a step as Keras made it: what cannot be compiled our way."""
        with self.execution.asleep():
            return self.function(iter((batch,)))

    def go_back(self, snapshot: Snapshot, way: list[Entry]) -> Replay:
        """Make the state that of before the last of some steps.

        Returns:
            Whether it is the same to the bit, as far as the sentinel can tell.
        """
        reasons: list[str] = []
        self.state.restore(snapshot.values)
        for entry in way[:-1]:
            before, read = entry.step, entry.reading
            if entry is not way[0]:
                self.state.write(entry.changes)
            if entry.skipped:
                continue
            self.run(entry)
            if read is not None and not read.same_as(entry.reading) and not reasons:
                reasons.append(f"step {before} did not come out the same when it was run again")
        if len(way) > 1:
            self.state.write(way[-1].changes)
        return Replay(way[-1].step, snapshot.step, not reasons, tuple(reasons))

    def keep(self, step: int) -> None:
        """Keep the state before a step that runs again, in place of what there was."""
        self.ring.replace_snapshot(self._snapshot(step))

    def _snapshot(self, step: int) -> Snapshot:
        import tensorflow as tf  # noqa: PLC0415 -- only once the user has imported it

        values = self.state.read()
        if self.execution.settings.on_host:
            with self.execution.watcher.aside(), tf.device("/CPU:0"):
                values = tuple(tf.identity(value) for value in values)  # where it is there, it stays as it is
        return Snapshot(step, values, self.state.nbytes)

    def changed(self, step: int) -> None:
        """Take over that the code is another from a step on."""
        self.compiled.forget()
        self.exactness = Exactness(self.model, self.compiled.graphs, self.execution.watcher.aside)
        self.ring.forget_before(step)


def fits(batch: Any, spec: Any) -> bool:
    """Whether a batch is one of a kind."""
    import tensorflow as tf  # noqa: PLC0415 -- as below

    pairs = zip(tf.nest.flatten(spec), tf.nest.flatten(batch), strict=False)
    return all(each is None or each.is_compatible_with(leaf) for each, leaf in pairs)


def nbytes_of(batch: Any) -> int:
    """Return the bytes of all tensors of a batch."""
    import tensorflow as tf  # noqa: PLC0415 -- only once the user has imported it

    leaves = tf.nest.flatten(batch, expand_composites=True)
    return sum(int(getattr(leaf, "nbytes", 0) or _nbytes(leaf)) for leaf in leaves)


def _nbytes(leaf: Any) -> int:
    size, dtype = getattr(leaf, "_num_elements", None), getattr(leaf, "dtype", None)
    return size() * dtype.size if size is not None and dtype is not None else 0
