"""Activations: units that are dead or saturated, looked at in a few of the steps.

Only hidden ones are judged as such, those that a weight follows in the same model: what a generator's tanh or
a confident classifier's sigmoid answers at the ends is meant to be there. Gates, whose answer is multiplied
with something, are left alone.
"""

from __future__ import annotations

import sys
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np

from pyadapter.core.detectors.units import active_units, pinned
from pyadapter.probe.watch.activation_places import Place, Places
from pyadapter.probe.watch.frames import site_of
from pyadapter.probe.watch.layer_lines import made_at
from pyadapter.probe.watch.observer import Observer
from pyadapter.probe.watch.origins import Exhibit, fault_of
from pyadapter.probe.watch.records import text_of
from pyadapter.probe.watch.values import host

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from types import FrameType

    from pyadapter.probe.watch.observer import ObserverContext
    from pyadapter.probe.watch.ops import ThreadState

OFTEN, AT_FIRST, SELDOM = 5, 50, 20
"""Every fifth of the first 50 steps of a training is looked at, then every twentieth."""

FALLEN = 0.5
"""A loss below this share of the first one: the model learns with the units that are left, and needs no stop.
Ours: codes of well separated classes saturate in perfect health."""

_WEIGHTS = frozenset({
    "MatMul", "BatchMatMulV2", "Conv2D", "Conv3D", "Conv2DBackpropInput", "DepthwiseConv2dNative", "Einsum",
})  # fmt: skip
"""Ops by which a layer puts weights on what it is given."""


class ActivationObserver(Observer):
    """Finds dead and saturated units.

    A layer that looks bad at the end of a step is told of when it runs next: then its line is live.

    Args:
        context: What it can use.
    """

    kinds = frozenset({"dead-units", "saturated-units"})

    def __init__(self, context: ObserverContext) -> None:
        super().__init__(context)
        self._places = Places()
        self._seen: list[Place] = []
        self._made: dict[int, Place] = {}
        self._before = 0
        self._first_step = 0
        self._suspects = self._regular = False
        self._first_loss: float | None = None
        self._last_loss = 0.0

    def breakpoints_changed(self) -> None:
        """Begin anew."""
        self._places = Places()

    def shares(self) -> Mapping[str, tuple[float, float]]:
        """Return by name of a layer the shares of dead units and of saturated values, lately."""
        return self._places.shares()

    def looks(self) -> Mapping[str, Callable[[ThreadState, Any, Any, Any, Any], None]]:
        """Look at activations in a sampled step, and in the one after something has looked bad."""
        step = (self.context.progress.step or 0) - self._first_step
        self._seen, self._made = [], {}
        sampled = step % (OFTEN if step < AT_FIRST else SELDOM) == 0
        self._regular = sampled or self.context.progress.again  # few enough by themselves
        if self.context.progress.evaluating or not (self._regular or self._suspects):
            return {}
        looks: dict[str, Callable[[ThreadState, Any, Any, Any, Any], None]] = {}
        if "dead-units" in self.armed:
            looks |= dict.fromkeys(("Relu", "Relu6", "LeakyRelu"), self._rectified)
        if "saturated-units" in self.armed:
            looks |= {"Tanh": self._bounded, "Sigmoid": self._bounded, "Mul": self._multiplied}
        return looks

    def fit_begins(self, model: Any, arguments: Mapping[str, Any]) -> None:
        """Forget how large the loss was, and look often: this may be another model, or another loss."""
        del model, arguments
        self._first_loss = None
        step = self.context.progress.step
        self._first_step = 0 if step is None else step + 1

    def step_begins(self, model: Any, batch: Any, *, training: bool) -> None:
        """Note the last op before the step."""
        del model, batch, training
        records = self.context.watcher.thread_state().records
        self._before = records[-1][1] if records else 0

    def loss_computed(  # noqa: PLR0913, PLR0917 -- what Keras computes a loss of
        self, value: Any, model: Any, x: Any, y: Any, y_pred: Any, sample_weight: Any
    ) -> None:
        """Learn which place makes the model's answer, and whether zero is what it should be."""
        del model, x, sample_weight
        if not self.context.watcher.thread_state().tapes:
            return
        self._note_loss(value)
        place = self._made.get(getattr(y_pred, "_id", 0))
        if place is not None:
            targets = host(y)
            place.output = targets is not None and bool(np.any(targets > 0))

    def gradients_taken(self, tape: Any, target: Any, sources: Any, result: Any) -> None:
        """Note the loss of a loop."""
        del tape, sources, result
        if not self.context.watcher.thread_state().loss_scaled:
            self._note_loss(target)

    def _note_loss(self, value: Any) -> None:
        loss = host(value) if self._seen else None
        if loss is not None and loss.size == 1:
            self._last_loss = float(loss.reshape(()))
            self._first_loss = self._last_loss if self._first_loss is None else self._first_loss

    @property
    def _learning(self) -> bool:
        """Whether training does well all the same."""
        return self._first_loss is not None and self._last_loss < FALLEN * self._first_loss

    def step_ends(self, model: Any, *, training: bool) -> None:
        """Sum up the step."""
        del model, training
        seen, self._seen, self._made = self._seen, [], {}
        self._suspects = False
        for place in seen:
            if place.op in ("Tanh", "Sigmoid"):
                place.ends.add(place.pinned, place.count, place.largest)
                bad = not place.gate and place.ends.judge("") is not None
            else:
                place.idle.add(place.active, place.rows)
                bad = place.idle.judge("", output=place.output) is not None
            judged = bad and self._regular and not self._learning
            place.suspected = judged and (place.output or self._hidden(place))
            self._suspects = self._suspects or place.suspected

    def _hidden(self, place: Place) -> bool:
        """Whether weights of the same model, or of the same function, follow in the step that ends."""
        parent = place.scope.rstrip("/").rpartition("/")[0]
        known: set[Any] = set()
        for op_type, made, _, code, instruction, scope in self.context.watcher.thread_state().records:
            if made <= self._before or text_of(op_type) not in _WEIGHTS:
                continue
            own = scope == place.scope
            if not own and not (parent and scope.startswith(f"{parent}/")):
                continue
            where = (code, instruction) if own else scope
            # What was there before runs again because the same model is called again.
            if where not in known and made > place.first and (not own or code is place.code):
                return True
            known.add(where)
        return False

    # What the hot path calls.

    def _rectified(
        self, state: ThreadState, op_type: Any, inputs: Any, attributes: Any, outputs: Any
    ) -> None:
        if not state.tapes or state.backward:
            return
        op = text_of(op_type)
        if op == "LeakyRelu" and attributes[attributes.index("alpha") + 1] != 0.0:
            return
        values = host(outputs[0])
        if values is None or values.ndim < 2 or not values.size:  # noqa: PLR2004 -- rows and units
            return
        frame = sys._getframe(1)  # noqa: SLF001 -- inspect reads the source, too
        place, layer = self._place(frame, op, values.shape[-1], outputs[0])
        if place is None:
            return
        active = active_units(values)
        place.active = active if place.active is None else place.active | active
        place.rows += len(values)
        if not place.suspected:
            return
        dead = place.idle.dead & ~active
        if np.array_equal(dead, place.idle.dead):
            given = host(inputs[0])
            highest = None if given is None else float(given.reshape(-1, place.units)[:, dead].max())
            symptom = place.idle.judge(place.name, output=place.output, highest=highest)
            self._tell(place, layer, frame, symptom, outputs[0], inputs[0])

    def _bounded(self, state: ThreadState, op_type: Any, inputs: Any, attributes: Any, outputs: Any) -> None:
        del attributes
        if not state.tapes or state.backward:
            return
        values = host(inputs[0])
        if values is None or values.ndim < 2 or not values.size:  # noqa: PLR2004 -- as above
            return
        frame = sys._getframe(1)  # noqa: SLF001 -- as above
        place, layer = self._place(frame, text_of(op_type), values.shape[-1], outputs[0])
        if place is None:
            return
        found, count, largest = pinned(values, place.op)
        place.pinned, place.count = place.pinned + found, place.count + count
        place.largest = max(place.largest, largest)
        if place.suspected:
            self._tell(place, layer, frame, place.ends.judge(place.name), outputs[0], inputs[0])

    def _multiplied(
        self, state: ThreadState, op_type: Any, inputs: Any, attributes: Any, outputs: Any
    ) -> None:
        del state, op_type, attributes, outputs
        for tensor in inputs:
            place = self._made.get(tensor._id)  # noqa: SLF001 -- what tapes match by
            if place is not None and "dropout" not in _scope():
                place.gate = True

    def _place(self, frame: FrameType, op: str, units: int, output: Any) -> tuple[Place | None, Any]:
        """Return where the op was called, and its layer where it was not the user's own line in it."""
        place, layer = self._places.find(frame, op, units)
        if place is None or place.told:
            return None, None
        if place not in self._seen:
            self._seen.append(place)
            place.begin_step(output._id, _scope())  # noqa: SLF001 -- as above
        self._made[output._id] = place  # noqa: SLF001 -- as above
        return place, layer

    def _tell(  # noqa: PLR0913, PLR0917 -- what a finding shows
        self, place: Place, layer: Any, frame: FrameType, symptom: Any, value: Any, given: Any
    ) -> None:
        place.suspected = False
        if symptom is None:
            return
        site = site_of(frame)
        fault = fault_of(
            symptom,
            replace(site, phase="forward"),
            value=value,
            op=place.op,
            location=None if layer is None else made_at(layer),
            rows=(),
            exhibits=(Exhibit(given, "input"),),
        )
        place.told = self.context.report(fault)


def _scope() -> str:
    context = sys.modules["tensorflow.python.eager.context"]
    return str(context.context().scope_name or "")
