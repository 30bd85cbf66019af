"""The values of data breakpoints, as they come about: what an op makes, an update leaves, a step is given."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

from pyadapter.probe.targets import maker_of
from pyadapter.probe.watch.batches import batch_leaves
from pyadapter.probe.watch.frames import main_user_frame, user_frame
from pyadapter.probe.watch.observer import Observer
from pyadapter.probe.watch.ops import place_of
from pyadapter.probe.watch.suspects import assigned_variable
from pyadapter.probe.watch.values import read_variable
from pyadapter.protocol.targets import BATCH, VARIABLE, Maker

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from types import FrameType

    from pyadapter.probe.data_breakpoints import DataBreakpoints
    from pyadapter.probe.targets import Targets
    from pyadapter.probe.watch.observer import ObserverContext
    from pyadapter.probe.watch.ops import Look, ThreadState

_ASSIGNMENTS = ("AssignVariableOp", "AssignAddVariableOp", "AssignSubVariableOp")
"""Ops by which a program changes a variable itself; what an optimizer does is seen when it has done it."""


class WatchedObserver(Observer):
    """Finds values that are watched; nothing is looked for while none is.

    Args:
        context: What it can use.
        data: The breakpoints.
        targets: Knows the variables.
    """

    def __init__(self, context: ObserverContext, data: DataBreakpoints, targets: Targets) -> None:
        super().__init__(context)
        self._data = data
        self._targets = targets

    @property
    def wanted(self) -> bool:
        """Whether there are breakpoints on data."""
        return self._data.any

    def looks(self) -> Mapping[str, Look]:
        """Return a look for each type of op that makes what is watched, or assigns to it."""
        targets = self._data.targets
        looks: dict[str, Look] = {}
        if any(target.startswith(VARIABLE) for target in targets):
            looks = dict.fromkeys(_ASSIGNMENTS, self._assigned)
        makers = [maker for maker in map(Maker.of, targets) if maker is not None]
        return looks | dict.fromkeys((maker.op for maker in makers), self._made)

    def step_begins(self, model: Any, batch: Any, *, training: bool) -> None:
        """Look at the arrays of the batch."""
        del model, training
        names = {target for target in self._data.targets if target.startswith(BATCH)}
        for _, name, leaf in batch_leaves(batch) if names else ():
            if f"{BATCH}{name}" in names:
                self._look(f"{BATCH}{name}", leaf, _here())

    def update_ends(self, optimizer: Any, gradients: Any, variables: Any) -> None:
        """Look at the variables that an optimizer may have changed, its own included."""
        del gradients
        self._variables([*variables, *getattr(optimizer, "variables", ())], _here())

    def _variables(self, variables: Iterable[Any], frame: FrameType | None) -> None:
        for target in self._data.targets:
            if target.startswith(VARIABLE):
                for variable in variables:
                    if self._targets.is_variable(target, variable):
                        self._look(target, read_variable(variable), frame, batched=False)
                        break

    def _assigned(self, state: ThreadState, *arguments: Any) -> None:
        del arguments
        caller = sys._getframe(1)  # noqa: SLF001 -- inspect's twin is 50 times slower
        variable = None if state.updating else assigned_variable(caller)
        if variable is not None:
            self._variables([variable], user_frame(caller) or main_user_frame())

    def _made(self, state: ThreadState, op_type: Any, inputs: Any, attributes: Any, outputs: Any) -> None:
        del inputs, attributes
        if state.backward or not outputs:
            return
        from tensorflow.python.eager import context  # noqa: PLC0415 -- only once the user has imported it

        caller: FrameType | None = sys._getframe(1)  # noqa: SLF001 -- as above
        while caller is not None and caller.f_code.co_name != "op_ran":
            caller = caller.f_back
        caller = caller.f_back if caller is not None else None  # records are made from here
        scope = context.context().scope_name
        maker = maker_of(op_type, *place_of(caller), scope)
        target = None if maker is None else maker.target()
        if target in self._data.targets:
            self._look(str(target), outputs[0], user_frame(caller) or main_user_frame())

    def _look(self, target: str, value: Any, frame: FrameType | None, *, batched: bool = True) -> None:
        self._data.look(target, value, frame, batched=batched)


def _here() -> FrameType | None:
    """Return the user's frame that led here."""
    return user_frame(sys._getframe(2)) or main_user_frame()  # noqa: SLF001 -- as above
