"""Stops at a step of the user's choice: on a condition, or because they asked for the next one."""

from __future__ import annotations

import math
import sys
from dataclasses import replace
from typing import TYPE_CHECKING, Any, ClassVar

from pyadapter.core.step_conditions import AT_ONCE, StepConditions
from pyadapter.core.symptom import Symptom
from pyadapter.probe.watch.frames import main_user_frame, site_of, user_frame
from pyadapter.probe.watch.observer import Observer
from pyadapter.probe.watch.origins import fault_of

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import FrameType

    from pyadapter.core.condition import Condition
    from pyadapter.core.finding import Kind, Phase
    from pyadapter.core.sentinel import Reading
    from pyadapter.probe.breakpoints import Breakpoints
    from pyadapter.probe.execution.orders import Orders
    from pyadapter.probe.pauses import Pauses
    from pyadapter.probe.watch.observer import ObserverContext


class _EveryOp(dict[Any, Any]):
    """Looks of a step, and one more for every op.

    Args:
        looks: By type of op.
        every: Called after each op, with what led there.
    """

    def __init__(self, looks: Any, every: Callable[[FrameType], None]) -> None:
        super().__init__(looks)
        self._every = every

    def __contains__(self, op_type: object) -> bool:
        return True

    def __getitem__(self, op_type: Any) -> Any:
        def look(*arguments: Any) -> None:
            if op_type in self.keys():
                super(_EveryOp, self).__getitem__(op_type)(*arguments)
            self._every(sys._getframe(1))  # noqa: SLF001 -- inspect's twin is 50 times slower

        return look


class StepObserver(Observer):
    """Finds the steps that a condition is about, and pauses in the next one when that was asked for.

    What is known before a step stops at the first op that a line of the user's makes in it; in a model
    without such lines where its loss is computed, on the line of `fit`. A condition on the loss stops there,
    one on gradients before the update.

    Args:
        context: What it can use.
        breakpoints: Have the conditions.
        orders: Say whether the next step is to be paused in.
        pauses: Make that pause.
    """

    kinds: ClassVar[frozenset[Kind]] = frozenset({"step"})

    def __init__(
        self, context: ObserverContext, breakpoints: Breakpoints, orders: Orders, pauses: Pauses
    ) -> None:
        super().__init__(context)
        self._breakpoints = breakpoints
        self._orders = orders
        self._pauses = pauses
        self._conditions = StepConditions()
        self._outside: FrameType | None = None
        self._awaited: list[Callable[[FrameType], None]] = []
        self._known: dict[str, object] = {}
        self._squares = 0.0

    @property
    def wanted(self) -> bool:
        """Where there is a debugger: the next step may be asked for at any time."""
        return self._pauses.exist

    def due(self, step: int, epoch: int | None) -> Condition | None:
        """Return the condition that says, before anything has run, that a step is to be stopped in."""
        if not self.armed:
            return None
        found = [each for each in self._breakpoints.conditions("step") if each.names <= AT_ONCE]
        return self._conditions.due(found, step, {"step": step, "epoch": epoch})

    def _due(self, step: int, known: dict[str, object], *new: str) -> Condition | None:
        """Return the condition that begins to hold with what is new."""
        if not self.armed:
            return None
        given = self._breakpoints.conditions("step")
        found = [each for each in given if each.names <= known.keys() and not each.names.isdisjoint(new)]
        return self._conditions.due(found, step, known)

    def reading_taken(self, model: Any, batch: Any, reading: Reading) -> Kind | None:
        """Compare what was read in a compiled step with the conditions."""
        del model, batch
        known: dict[str, object] = {
            "step": reading.step,
            "epoch": self.context.progress.epoch,
            "loss": reading.loss,
            "gradient_norm": reading.gradient_norm,
        }
        return None if self._due(reading.step, known, "loss", "gradient_norm") is None else "step"

    def step_begins(self, model: Any, batch: Any, *, training: bool) -> None:
        """Wait for the first op of a line of the user's."""
        del batch
        progress = self.context.progress
        self._awaited, self._known, self._squares = [], {}, 0.0
        if not training:
            return
        step = progress.step or 0
        self._known = {"step": step, "epoch": progress.epoch}
        condition = self.due(step, progress.epoch)
        if condition is not None:
            self._awaited.append(lambda frame: self._report(condition, frame, "forward"))
        if self._orders.pause_at_next_step:
            self._orders.pause_at_next_step = False
            self._awaited.append(self._pause)
        if self._awaited:
            self._outside = None if model is None else user_frame(sys._getframe(1))  # noqa: SLF001 -- as above
            state = self.context.watcher.thread_state()
            state.looks = _EveryOp(state.looks, self._op_ran)

    def step_ends(self, model: Any, *, training: bool) -> None:
        """Let go of the frame."""
        del model, training
        self._awaited, self._outside = [], None

    def _op_ran(self, caller: FrameType) -> None:
        frame = user_frame(caller)
        if frame is not None and frame is not self._outside:
            self._reached(frame)

    def _reached(self, frame: FrameType | None) -> None:
        awaited, self._awaited = self._awaited, []
        state = self.context.watcher.thread_state()
        if isinstance(state.looks, _EveryOp):
            state.looks = {name: dict.__getitem__(state.looks, name) for name in state.looks.keys()}  # noqa: SIM118 -- as above
        if frame is not None:
            for tell in awaited:
                tell(frame)

    def loss_computed(  # noqa: PLR0913, PLR0917 -- the event's
        self, value: Any, model: Any, x: Any, y: Any, y_pred: Any, sample_weight: Any
    ) -> None:
        """Stop, where no line of the user's was passed; compare the loss with the conditions."""
        del model, x, y, y_pred, sample_weight
        if not self.context.progress.evaluating:
            self._loss(value)

    def gradients_taken(self, tape: Any, target: Any, sources: Any, result: Any) -> None:
        """Compare the loss of a loop with the conditions."""
        del tape, sources, result
        if "loss" not in self._known and getattr(target, "shape", None) == ():
            self._loss(target)

    def _loss(self, value: Any) -> None:
        frame = user_frame(sys._getframe(1)) or main_user_frame()  # noqa: SLF001 -- as above
        if self._awaited:
            self._reached(frame)
        if self._known and hasattr(value, "_numpy"):
            self._known["loss"] = float(value._numpy())  # noqa: SLF001 -- `.numpy()` copies
            self._compare(frame, "loss", "loss")

    def update_begins(self, optimizer: Any, gradients: Any, variables: Any) -> None:
        """Compare the norm of all gradients with the conditions."""
        del optimizer, variables
        if not self._known or not self.armed:
            return
        norm_of = self.context.watcher.norms.of
        self._squares += sum((norm_of(gradient) or 0.0) ** 2 for gradient in gradients)
        self._known["gradient_norm"] = math.sqrt(self._squares)
        self._compare(user_frame(sys._getframe(1)) or main_user_frame(), "optimizer", "gradient_norm")  # noqa: SLF001 -- as above

    def _compare(self, frame: FrameType | None, phase: Phase, new: str) -> None:
        step = self.context.progress.step or 0
        condition = self._due(step, self._known, new)
        if condition is not None and frame is not None:
            self._report(condition, frame, phase)

    def _report(self, condition: Condition, frame: FrameType, phase: Phase) -> None:
        step = self.context.progress.step or 0
        evidence = [
            f"{name.replace('_', ' ')}: {self._known[name]:.6g}"
            for name in ("loss", "gradient_norm")
            if name in self._known
        ]
        symptom = Symptom("step", f"Step {step}", f"The condition `{condition.text}` holds", tuple(evidence))
        fault = fault_of(
            symptom, replace(site_of(frame), phase=phase), name=f"step {step}", phase=phase, rows=()
        )
        self.context.report(replace(fault, known=dict(self._known)))

    def _pause(self, frame: FrameType) -> None:
        title = f"Step {self.context.progress.step or 0}"
        message = "The next step, as you asked for; it runs eagerly, step through it"
        self._pauses.pause({"reason": "pause", "title": title, "message": message}, frame, None, {})
