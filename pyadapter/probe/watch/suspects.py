"""Suspects: what the hot path has stopped at is judged here, and becomes a fault or is remembered."""

from __future__ import annotations

import sys
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from pyadapter.core.detectors.non_finite import Ingredient, attribute, judge_source
from pyadapter.core.health import HEALTHY
from pyadapter.core.statistics import summarize
from pyadapter.probe.watch.frames import layers_in, location_of, site_of
from pyadapter.probe.watch.names import names_of, path_of
from pyadapter.probe.watch.origins import LIMIT, Fault, Origin
from pyadapter.probe.watch.records import forward_op, maker, text_of
from pyadapter.probe.watch.values import bad_health, health_of, host, is_eager

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from pyadapter.core.detectors.non_finite import Source
    from pyadapter.core.health import Health
    from pyadapter.core.statistics import Statistics
    from pyadapter.probe.watch.frames import Site
    from pyadapter.probe.watch.ops import ThreadState
    from pyadapter.probe.watch.origins import BadLeaf
    from pyadapter.probe.watch.records import ForwardOp
    from pyadapter.probe.watch.watcher import Watcher

DOMAIN_OPS = frozenset({
    "Log", "Log1p", "RealDiv", "Div", "Reciprocal", "Inv", "Pow", "Rsqrt", "Sqrt", "Exp", "Expm1", "Atanh",
    "SqrtGrad", "RsqrtGrad",
})  # fmt: skip
"""Ops whose infinity is explained by the values they were given: these are summed up at once, since nobody
may hold them any more when the infinity becomes a NaN."""


CONSEQUENCE = Origin(None, "forward", None, None, HEALTHY, reported=True)
"""Origin of what follows from a fault that was told."""


class Suspects:
    """Judges the outputs of ops that may not be finite; its methods are called by the op callback.

    Args:
        watcher: Knows what has been told, and tells.
    """

    def __init__(self, watcher: Watcher) -> None:
        self._watcher = watcher

    def suspect(  # noqa: PLR0913, PLR0917 -- what TensorFlow tells of an op
        self,
        state: ThreadState,
        op_type: Any,
        inputs: Sequence[Any],
        attributes: tuple[Any, ...],
        outputs: Sequence[Any],
        slot: int,
    ) -> None:
        """Judge an output that is not finite, or whose square is not."""
        health = bad_health(outputs[slot])
        if health is None:  # large values whose squares overflow
            return
        state.busy = True
        try:
            self._judge(state, text_of(op_type), tuple(inputs), attributes, outputs[slot], health)
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
            self._watcher.bad_since_step = True
        healths = tuple(health_of(value) for value in inputs)
        origins = [state.origins.get(value._id) if is_eager(value) else None for value in inputs]  # noqa: SLF001 -- as tapes do
        earlier = next((origin for origin in origins if origin is not None), None)
        if self._watcher.told and health.nan and any(found is not None and found.nan for found in healths):
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
            None if found is None else _ingredient(found, origin is not None or self._watcher.told, leaf)
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
            origin.reported = self._watcher.tell(fault)
        elif earlier is None and health.inf and self._watcher.strict_at(origin.location):
            fault = Fault(
                "inf", health, site, output, "output", site.phase, op=op, inputs=inputs,
                input_healths=healths, attributes=attributes, forward=forward, meant=True,
            )  # fmt: skip
            origin.reported = self._watcher.tell(fault)
        _remember(state, [output], origin)

    def passed_on(self, state: ThreadState, inputs: Iterable[Any], outputs: Iterable[Any]) -> None:
        """Remember where a value came from that an op has only passed on."""
        for value in inputs:
            origin = state.origins.get(value._id)  # noqa: SLF001 -- as tapes do
            if origin is not None:
                _remember(state, outputs, origin)
                return

    def assigned(self, state: ThreadState, op_type: Any, inputs: Sequence[Any]) -> None:
        """Look at an assignment to a trainable weight outside an optimizer, as loading weights is."""
        value = inputs[1]
        if self._watcher.told or value._id in state.origins:  # noqa: SLF001 -- as tapes do
            return
        health = bad_health(value)
        if health is None:
            return
        variable = assigned_variable(sys._getframe(1))  # noqa: SLF001 -- see above
        kind = judge_source(health, "weight")
        if kind is None or variable is None or not getattr(variable, "trainable", False):
            return
        site = site_of(sys._getframe(1))  # noqa: SLF001 -- see above
        self._watcher.bad_since_step = True
        self._watcher.tell(
            Fault(kind, health, site, value, "variable", "data", name=path_of(variable), op=text_of(op_type))
        )


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
