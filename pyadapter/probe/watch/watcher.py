"""The watcher: the threads that train, and the batches, losses, gradients and weights of their steps."""

from __future__ import annotations

import contextlib
import math
import sys
import threading
from collections import deque
from pathlib import PurePath
from typing import TYPE_CHECKING, Any

from pyadapter.core.detectors.non_finite import judge_source, judge_value
from pyadapter.probe.patches import contained
from pyadapter.probe.watch.batches import batch_leaves
from pyadapter.probe.watch.frames import line_at, site_of
from pyadapter.probe.watch.norms import Norms
from pyadapter.probe.watch.ops import ThreadState, make_callback
from pyadapter.probe.watch.origins import BadLeaf, Fault
from pyadapter.probe.watch.records import text_of
from pyadapter.probe.watch.suspects import Suspects
from pyadapter.probe.watch.values import bad_health, is_eager, values_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from pyadapter.core.digest import Role
    from pyadapter.core.finding import Location
    from pyadapter.probe.watch.flow import OpEntry
    from pyadapter.probe.watch.ops import Look
    from pyadapter.probe.watch.origins import Origin
    from pyadapter.probe.watch.records import Record


class Watcher:
    """Watches the ops of every thread that trains.

    Args:
        report: Called with a fault; says whether it was told to the user. Must not raise.
        active: Says whether anything could stop at all.
        on_device: As for `make_callback`.
        losses: Filled with the losses as they come.
    """

    def __init__(
        self,
        report: Callable[[Fault], bool],
        active: Callable[[], bool],
        on_device: Callable[[Any], bool] | None = None,
        losses: deque[float] | None = None,
    ) -> None:
        self._report = report
        self._active = active
        self._on_device = on_device
        self._losses = losses if losses is not None else deque(maxlen=1)
        self._local = threading.local()
        self._states: list[ThreadState] = []
        self._callbacks: dict[Any, ThreadState] = {}
        self.reads_losses = False
        """Whether losses come from compiled steps, by `loss_read`."""
        self.told = False
        """Whether a finding has been told whose consequences may still be about, in weights for example."""
        self.bad_since_step = False
        """Whether a value that is not finite was seen since the step began."""
        self._suspects = Suspects(self)
        self.norms = Norms()
        """Of the gradients of this step."""
        self.large: float = math.inf
        self.large_made: Callable[..., None] = _nothing
        """Is told of outputs of at least `large` values; set before the first thread is watched."""
        self.remembers_all = False
        """Whether to record every op of the forward pass: a debugger may ask for the maker of any tensor."""
        self.flows = False
        """Whether to record what every op was given and has made, for panels that show the way of a value."""
        self.looks_for: Callable[[], Mapping[Any, Look]] = dict
        """Returns what is to be looked at beside health in this step: by op type, also as bytes."""
        self.strict_at: Callable[[Location | None], bool] = lambda _: False
        """Says of a line whether every infinity that is made there is wanted."""

    def thread_state(self) -> ThreadState:
        """Return this thread's state; from the first call on the thread is watched."""
        state: ThreadState | None = getattr(self._local, "state", None)
        return state if state is not None else self._watch_thread()

    def _watch_thread(self) -> ThreadState:
        from tensorflow.python.eager import context  # noqa: PLC0415 -- only once the user has imported it
        from tensorflow.python.framework import op_callbacks  # noqa: PLC0415 -- as above

        # A replica thread of MirroredStrategy takes over the callbacks of the thread that made it.
        for callback in context.context().op_callbacks:
            if callback in self._callbacks:
                self._local.state = self._callbacks[callback]
                return self._callbacks[callback]
        state = ThreadState(flows=self.flows)
        state.active = self._active()
        state.remembers_all = self.remembers_all
        callback = make_callback(
            state,
            lambda *arguments: contained(self._suspects.suspect, *arguments),
            lambda *arguments: contained(self._suspects.passed_on, *arguments),
            lambda *arguments: contained(self._suspects.assigned, *arguments),
            thread_context=lambda: context.context()._thread_local_data,  # noqa: SLF001 -- `.scope_name` costs twice as much
            on_device=self._on_device,
            large=self.large,
            large_made=lambda *arguments: contained(self.large_made, *arguments),
        )
        self._callbacks[callback] = state
        self._states.append(state)
        self._local.state = state
        state.looks = self.looks_for() if state.active else {}  # after: observers ask for this thread's state
        op_callbacks.add_op_callback(callback)
        return state

    def update_active(self) -> None:
        """Take over whether anything can stop, after breakpoints changed."""
        active = self._active()
        for state in self._states:
            state.active = active

    @contextlib.contextmanager
    def aside(self) -> Iterator[None]:
        """Run ops that are not the program's: no tape records them, and they are not watched."""
        state = getattr(self._local, "state", None)
        record = sys.modules.get("tensorflow.python.eager.record")
        with contextlib.nullcontext() if record is None else record.stop_recording():
            before = state is None or state.busy
            if state is not None:
                state.busy = True
            try:
                yield
            finally:
                if state is not None:
                    state.busy = before

    @contextlib.contextmanager
    def asleep(self) -> Iterator[None]:
        """Run what nobody looks at, as graphs: ops of this thread cost next to nothing."""
        state = self.thread_state()
        before, state.active = state.active, False
        try:
            yield
        finally:
            state.active = before

    def stop(self) -> None:
        """Watch no more: this thread at once, others stay as they are but look at nothing."""
        from tensorflow.python.framework import op_callbacks  # noqa: PLC0415 -- as above

        self._active = lambda: False
        self.update_active()
        for callback, state in self._callbacks.items():
            if state is getattr(self._local, "state", None):
                op_callbacks.remove_op_callback(callback)
        self._local.state = None

    def begin_step(self) -> None:
        """Note that a training step begins: what was on its way in the last one is gone."""
        state = self.thread_state()
        state.loss_scaled = state.scaled_gradients = False
        state.origins.clear()
        state.forget_flow()
        self.norms.clear()
        state.looks = self.looks_for() if state.active else {}
        if not self.bad_since_step:
            self.told = False
        self.bad_since_step = False

    def end_step(self) -> None:
        """Let go of what belongs to the batch."""
        self.thread_state().bad_leaves = []

    # What the patches call.

    def check_batch(self, batch: Any) -> None:
        """Note what is bad in the batch before the step sees it.

        It is told when an op uses it, not before: many models replace missing values first.
        """
        state = self.thread_state()
        state.bad_leaves = []
        if not state.active or self.told:
            return
        for role, name, leaf in batch_leaves(batch):
            for value in values_of(leaf):
                health = bad_health(value)
                kind = judge_source(health, "label" if role == "label" else "feature") if health else None
                if health is not None and kind is not None:
                    state.bad_leaves.append(BadLeaf(kind, health, role, name, leaf, tuple(value.shape)))

    def check_value(self, value: Any, role: Role, name: str | None = None) -> None:
        """Look strictly at a loss, a gradient or a weight: any non-finite value is a fault, once."""
        state = self.thread_state()
        if not state.active or self.told or state.busy or (state.scaled_gradients and role == "gradient"):
            return
        health = bad_health(value)
        if health is None:
            if role == "loss" and is_eager(value) and not self.reads_losses:
                self._losses.append(float(value._numpy()))  # noqa: SLF001 -- `.numpy()` copies
            return
        origin = state.origins.get(value._id) if is_eager(value) else None  # noqa: SLF001 -- as tapes do
        kind = judge_value(health)
        if kind is None or (origin is not None and origin.reported):
            return
        self.bad_since_step = True
        site = site_of(sys._getframe(1))  # noqa: SLF001 -- see above
        phase = {"loss": "loss", "gradient": "backward", "variable": "optimizer"}.get(role, site.phase)
        state.busy = True
        try:
            self.tell(Fault(kind, health, site, value, role, phase, name=name, origin=origin))  # type: ignore[arg-type]  # the dictionary's values are phases
        finally:
            state.busy = False

    def loss_read(self, loss: float) -> None:
        """Note the loss of a compiled step."""
        self.reads_losses = True
        if math.isfinite(loss):
            self._losses.append(loss)

    def made_by(self, value: Any) -> str | None:
        """Say which op made a tensor, and on which line of the user's; None when it was not recorded."""
        op_type, _, _, code, instruction, _ = self.record_of(value) or (None, 0, 0, None, 0, "")
        if code is None:
            return None
        return f"{text_of(op_type)} at {PurePath(code.co_filename).name}:{line_at(code, instruction)}"

    def record_of(self, value: Any) -> Record | None:
        """Return the record of the op that made a tensor, None when there is none."""
        identity = getattr(value, "_id", None)
        records = (record for state in self._states for record in reversed(tuple(state.records)))
        return None if identity is None else next((found for found in records if found[1] == identity), None)

    def flow(self) -> list[OpEntry]:
        """Return the ops of this step and the one before, of all threads that train; none without `flows`."""
        return [entry for state in self._states for entry in tuple(state.flow or ())]

    def origins(self) -> dict[int, Origin]:
        """Return by tensor `_id` where values came from that are not finite."""
        return {identity: each for state in self._states for identity, each in dict(state.origins).items()}

    def tell(self, fault: Fault) -> bool:
        """Tell of a fault; says whether the user knows of it."""
        told = self._report(fault)
        self.told = self.told or told
        return told


def _nothing(*arguments: Any) -> None:
    del arguments
