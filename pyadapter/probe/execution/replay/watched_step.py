"""A step that runs eagerly with everything watched, and what comes of it."""

from __future__ import annotations

import contextlib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from pyadapter.probe.execution.orders import RewindRequested
from pyadapter.probe.execution.replay.compiled import functions_run_eagerly
from pyadapter.probe.execution.replay.random_states import random_states_kept

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pyadapter.core.finding import Replay
    from pyadapter.core.ring import Entry
    from pyadapter.core.sentinel import Reading
    from pyadapter.probe.execution.orders import Rewind
    from pyadapter.probe.execution.replay.kept_steps import KeptSteps
    from pyadapter.probe.progress import Progress


_LOST = "The state before this step could not be restored exactly: it can neither be run again nor left out."


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


def watch(
    kept: KeptSteps,
    entry: Entry,
    replay: Replay | None,
    steps: Sequence[int] = (),
    *,
    refused: bool = False,
) -> Outcome:
    """Run a step eagerly with everything watched; whoever calls this restores the state.

    Args:
        kept: The steps of its model.
        entry: The step.
        replay: How its state was come by.
        steps: Those that can be run again; as the ring says when there are none.
        refused: Whether it has raised already, as it was traced.
    """
    execution, outcome = kept.execution, Outcome()
    exactness = kept.exactness
    lost = replay is not None and bool(replay.reasons)
    offer = None if lost else kept.rewinder.offer(entry.step, steps or kept.ring.steps, entry.batch)

    def learned() -> None:
        execution.replay = exactness.judged(replay)

    with contextlib.ExitStack() as stack:
        enter = stack.enter_context
        enter(functions_run_eagerly())
        enter(random_states_kept(execution.progress.fit_arguments.get("x")))
        enter(_at(execution.progress, entry))
        enter(execution.changes.noting(None))
        assigned = enter(execution.changes.by_user())
        enter(execution.replaying(exactness.judged(replay), offer))
        # What only eager execution refuses is no fault of the program's; what compiled execution refuses,
        # too, is watched once more then.
        execution.tells_errors = replay is not None or refused
        execution.orders.problem = _LOST if lost else None
        stack.callback(setattr, execution.orders, "problem", None)
        stack.callback(setattr, execution, "tells_errors", True)
        enter(exactness.looking(restores=replay is None, learned=learned))
        collected = enter(execution.sentinel.collecting())
        try:
            execution.watched(kept.model, kept.function, entry.batch, training=True)
        except RewindRequested:
            pass
        except Exception as error:  # noqa: BLE001 -- the caller decides whether it is the program's
            outcome.error = error
            kept.of_program.append(error)
        else:
            outcome.reading = execution.reading_of(entry.step, collected)
    outcome.reasons = exactness.reasons
    kept.rewinder.settle()
    outcome.rewind = execution.orders.take_rewind()
    outcome.skip = execution.orders.take_skip() and not lost
    places = ((kept.state.index_of(handle), value) for handle, value in assigned.items())
    outcome.assigned = {place: value for place, value in places if place is not None}
    return outcome


@contextlib.contextmanager
def _at(progress: Progress, entry: Entry) -> Iterator[None]:
    """Make progress that of a step that is run again."""
    before = (progress.step, progress.epoch, progress.step_in_epoch, progress.batch)
    progress.step = entry.step - 1 if entry.step else None
    progress.epoch, progress.step_in_epoch = entry.epoch, entry.step_in_epoch
    try:
        yield
    finally:
        progress.step, progress.epoch, progress.step_in_epoch, progress.batch = before
        progress.in_train_function = True
