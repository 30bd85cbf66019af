"""The watcher: what the hot path suspects is looked at here, and becomes a fault or is remembered."""

from __future__ import annotations

import contextlib
import math
import sys
import threading
from collections import deque
from dataclasses import replace
from pathlib import PurePath
from typing import TYPE_CHECKING, Any

from pyadapter.core.detectors.non_finite import Ingredient, attribute, judge_source, judge_value
from pyadapter.core.health import HEALTHY
from pyadapter.core.statistics import summarize
from pyadapter.probe.patches import contained
from pyadapter.probe.watch.batches import batch_leaves
from pyadapter.probe.watch.frames import layers_in, line_at, location_of, site_of
from pyadapter.probe.watch.names import names_of
from pyadapter.probe.watch.norms import Norms
from pyadapter.probe.watch.ops import ThreadState, make_callback
from pyadapter.probe.watch.origins import LIMIT, BadLeaf, Fault, Origin
from pyadapter.probe.watch.records import forward_op, maker
from pyadapter.probe.watch.values import bad_health, health_of, host, is_eager, values_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from pyadapter.core.detectors.non_finite import Source
    from pyadapter.core.digest import Role
    from pyadapter.core.finding import Location
    from pyadapter.core.health import Health
    from pyadapter.core.statistics import Statistics
    from pyadapter.probe.watch.frames import Site
    from pyadapter.probe.watch.ops import Look
    from pyadapter.probe.watch.records import ForwardOp, Record

DOMAIN_OPS = frozenset({
    "Log", "Log1p", "RealDiv", "Div", "Reciprocal", "Inv", "Pow", "Rsqrt", "Sqrt", "Exp", "Expm1", "Atanh",
    "SqrtGrad", "RsqrtGrad",
})  # fmt: skip
"""Ops whose infinity is explained by the values they were given: these are summed up at once, since nobody
may hold them any more when the infinity becomes a NaN."""


CONSEQUENCE = Origin(None, "forward", None, None, HEALTHY, reported=True)
"""Origin of what follows from a fault that was told."""


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
        self.told = False
        """Whether a finding has been told whose consequences may still be about, in weights for example."""
        self._bad_since_step = False
        self.norms = Norms()
        """Of the gradients of this step."""
        self.large: float = math.inf
        self.large_made: Callable[..., None] = _nothing
        """Is told of outputs of at least `large` values; set before the first thread is watched."""
        self.remembers_all = False
        """Whether to record every op of the forward pass: a debugger may ask for the maker of any tensor."""
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
        state = ThreadState()
        state.active = self._active()
        state.remembers_all = self.remembers_all
        callback = make_callback(
            state,
            lambda *arguments: contained(self._suspect, *arguments),
            lambda *arguments: contained(self._passed_on, *arguments),
            lambda *arguments: contained(self._assigned, *arguments),
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
        self.norms.clear()
        state.looks = self.looks_for() if state.active else {}
        if not self._bad_since_step:
            self.told = False
        self._bad_since_step = False

    def end_step(self) -> None:
        """Let go of what belongs to the batch."""
        self.thread_state().bad_leaves = []

    # What the hot path calls.

    def _suspect(  # noqa: PLR0913, PLR0917 -- what TensorFlow tells of an op
        self,
        state: ThreadState,
        op_type: Any,
        inputs: Sequence[Any],
        attributes: tuple[Any, ...],
        outputs: Sequence[Any],
        slot: int,
    ) -> None:
        health = bad_health(outputs[slot])
        if health is None:  # large values whose squares overflow
            return
        state.busy = True
        try:
            self._judge(state, _text(op_type), tuple(inputs), attributes, outputs[slot], health)
        finally:
            state.busy = False

    def _judge(  # noqa: PLR0913, PLR0917 -- as above
        self,
        state: ThreadState,
        op: str,
        inputs: tuple[Any, ...],
        attributes: tuple[Any, ...],
        output: Any,
        health: Health,
    ) -> None:
        if health.nan or health.positive_inf:
            self._bad_since_step = True
        healths = tuple(health_of(value) for value in inputs)
        origins = [state.origins.get(value._id) if is_eager(value) else None for value in inputs]  # noqa: SLF001 -- as tapes do
        earlier = next((origin for origin in origins if origin is not None), None)
        if self.told and health.nan and any(found is not None and found.nan for found in healths):
            # What follows from a fault that was told: hundreds of ops a step, once weights are bad.
            _remember(state, [output], earlier or CONSEQUENCE)
            return
        site = site_of(sys._getframe(1))  # noqa: SLF001 -- inspect reads the source, too
        forward = None if site.gradient_of is None else forward_op(state.records, site.gradient_of)
        if forward is not None:
            site = replace(site, layer=layers_in(forward.scope, site.model) or site.layer)
        if op == "Cast" and earlier is None and healths[0] is not None and healths[0].bad:
            return  # Keras casts every batch: what uses the value is judged
        leaf = state.bad_leaves[0] if state.bad_leaves else None
        ingredients = [
            None if found is None else _ingredient(found, origin is not None or self.told, leaf)
            for found, origin in zip(healths, origins, strict=True)
        ]
        phase = "backward" if state.scaled_gradients else site.phase
        verdict = attribute(op, ingredients, health, phase=phase, loss_scaled=state.loss_scaled)
        origin = earlier or _new_origin(op, site, forward, health, inputs)
        if verdict is not None and not origin.reported and not site.repaired:
            culprit = verdict.culprit
            fault = _data_fault(state.bad_leaves, inputs[culprit], site) if culprit is not None else None
            fault = fault or Fault(
                kind=verdict.kind,
                health=health if culprit is None else (healths[culprit] or health),
                site=site,
                value=output if culprit is None else inputs[culprit],
                role="output" if culprit is None else "input",
                phase=site.phase,
                op=op,
                inputs=inputs,
                input_healths=healths,
                input_makers=tuple(maker(state.records, value) for value in inputs),
                attributes=attributes,
                forward=forward,
                origin=earlier,
                loss_scaled=state.loss_scaled,
                reads_bad_input=culprit,
            )
            # Later NaNs are traced to what was told, not to an infinity before it.
            origin.reported = self._tell(fault)
        elif earlier is None and health.inf and self.strict_at(origin.location):
            fault = Fault(
                "inf", health, site, output, "output", site.phase, op=op, inputs=inputs,
                input_healths=healths, attributes=attributes, forward=forward, meant=True,
            )  # fmt: skip
            origin.reported = self._tell(fault)
        _remember(state, [output], origin)

    def _passed_on(self, state: ThreadState, inputs: Iterable[Any], outputs: Iterable[Any]) -> None:
        for value in inputs:
            origin = state.origins.get(value._id)  # noqa: SLF001 -- as tapes do
            if origin is not None:
                _remember(state, outputs, origin)
                return

    def _assigned(self, state: ThreadState, op_type: Any, inputs: Sequence[Any]) -> None:
        """Look at an assignment to a trainable weight outside an optimizer, as loading weights is."""
        value = inputs[1]
        if self.told or value._id in state.origins:  # noqa: SLF001 -- as tapes do
            return
        health = bad_health(value)
        if health is None:
            return
        variable = assigned_variable(sys._getframe(1))  # noqa: SLF001 -- see above
        kind = judge_source(health, "weight")
        if kind is None or variable is None or not getattr(variable, "trainable", False):
            return
        site = site_of(sys._getframe(1))  # noqa: SLF001 -- see above
        self._bad_since_step = True
        self._tell(
            Fault(kind, health, site, value, "variable", "data", name=_path_of(variable), op=_text(op_type))
        )

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
            if role == "loss" and is_eager(value):
                self._losses.append(float(value._numpy()))  # noqa: SLF001 -- `.numpy()` copies
            return
        origin = state.origins.get(value._id) if is_eager(value) else None  # noqa: SLF001 -- as tapes do
        kind = judge_value(health)
        if kind is None or (origin is not None and origin.reported):
            return
        self._bad_since_step = True
        site = site_of(sys._getframe(1))  # noqa: SLF001 -- see above
        phase = {"loss": "loss", "gradient": "backward", "variable": "optimizer"}.get(role, site.phase)
        state.busy = True
        try:
            self._tell(Fault(kind, health, site, value, role, phase, name=name, origin=origin))  # type: ignore[arg-type]  # the dictionary's values are phases
        finally:
            state.busy = False

    def made_by(self, value: Any) -> str | None:
        """Say which op made a tensor, and on which line of the user's; None when it was not recorded."""
        identity = getattr(value, "_id", None)
        for state in self._states:
            for record in reversed(tuple(state.records)):
                if record[1] == identity and record[3] is not None:
                    line = line_at(record[3], record[4])
                    return f"{_text(record[0])} at {PurePath(record[3].co_filename).name}:{line}"
        return None

    def record_of(self, value: Any) -> Record | None:
        """Return the record of the op that made a tensor, None when there is none."""
        identity = getattr(value, "_id", None)
        records = (record for state in self._states for record in reversed(tuple(state.records)))
        return None if identity is None else next((found for found in records if found[1] == identity), None)

    def _tell(self, fault: Fault) -> bool:
        told = self._report(fault)
        self.told = self.told or told
        return told


def _nothing(*arguments: Any) -> None:
    del arguments


def _ingredient(health: Health, known: bool, leaf: BadLeaf | None) -> Ingredient:
    source: Source = "op" if known else "other"
    if leaf is not None and not known:
        source = "label" if leaf.role == "label" else "feature"
    return Ingredient(health, source, known=known)


def _data_fault(leaves: list[BadLeaf], value: Any, site: Site) -> Fault | None:
    """Blame the array of the batch that a bad value came from: the one of its shape, else the first."""
    if not leaves:
        return None
    shape = tuple(value.shape)
    leaf = next((leaf for leaf in leaves if leaf.shape == shape), leaves[0])
    return Fault(leaf.kind, leaf.health, site, leaf.value, leaf.role, "data", name=leaf.name)


def _new_origin(
    op: str, site: Site, forward: ForwardOp | None, health: Health, inputs: tuple[Any, ...]
) -> Origin:
    location = forward.location if forward is not None else None
    if location is None and site.frame is not None:
        location = location_of(site.frame)
    explained = op in DOMAIN_OPS
    return Origin(
        op,
        site.phase,
        location,
        site.layer,
        health,
        tuple(_statistics(value) for value in inputs) if explained else (),
        tuple(names_of(inputs, site.frame)) if explained else (),
    )


def _remember(state: ThreadState, outputs: Iterable[Any], origin: Origin) -> None:
    if len(state.origins) > LIMIT:
        state.origins.clear()
    for output in outputs:
        state.origins[output._id] = origin  # noqa: SLF001 -- as tapes do


def _statistics(value: Any) -> Statistics | None:
    array = host(value)
    return None if array is None else summarize(array, sample=100_000)


def assigned_variable(frame: Any) -> Any:
    """Return the variable whose `assign…` is running."""
    variable = None
    for _ in range(12):
        if frame is None:
            break
        if frame.f_code.co_name.lstrip("_").startswith(("assign", "direct_assign")):
            owner = frame.f_locals.get("self")
            if hasattr(owner, "trainable") and hasattr(owner, "dtype"):
                variable = owner  # the outermost one: Keras' variable around TensorFlow's
        frame = frame.f_back
    return variable


def _path_of(variable: Any) -> str:
    return str(getattr(variable, "path", None) or getattr(variable, "name", "variable"))


def _text(name: Any) -> str:
    return name.decode() if isinstance(name, bytes) else str(name)
