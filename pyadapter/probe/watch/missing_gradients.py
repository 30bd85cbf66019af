"""Watches for variables without a gradient.

All None is told at once: at the user's own `tape.gradient`, else before the optimizer raises. Some None are
told when they never had a gradient for a while (`core.detectors.gradient_missing`). Until every variable has
had one, reads of variables and ops that pass no gradient on are noted, to say why; after that an update costs
10 µs at most.
"""

from __future__ import annotations

import dis
import sys
import weakref
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from pyadapter.core.detectors.gradient_missing import Missing, describe
from pyadapter.core.symptom import Symptom
from pyadapter.probe.watch.frames import (
    USER_FILES,
    calling_frame,
    in_first_replica,
    location_of,
    site_of,
    user_frame,
)
from pyadapter.probe.watch.gradient_lines import flat, layer_line, layer_of
from pyadapter.probe.watch.names import names_of, path_of
from pyadapter.probe.watch.observer import Observer, ObserverContext
from pyadapter.probe.watch.origins import fault_of
from pyadapter.probe.watch.records import line_of, text_of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from types import CodeType, FrameType

    from pyadapter.core.finding import Location
    from pyadapter.probe.watch.gradient_lines import GradientLines
    from pyadapter.probe.watch.ops import ThreadState

READS = ("ReadVariableOp", "ResourceGather", "ResourceGatherNd")

OPAQUE = ("ArgMax", "ArgMin", "Bucketize", "Cast", "Ceil", "Floor", "OneHot", "Rint", "Round", "Where")
"""Ops without a gradient that programs put into a model by mistake; a cast counts where it makes integers."""


class MissingGradientObserver(Observer):
    """Finds trainable variables that get no gradient.

    Args:
        context: What it can use.
        lines: Knows the user's lines.
    """

    kinds = frozenset({"gradient-missing"})

    def __init__(self, context: ObserverContext, lines: GradientLines) -> None:
        super().__init__(context)
        self._lines = lines
        self._missing = Missing()
        self._variables: dict[int, weakref.ref[Any]] = {}
        self._complete: set[tuple[int, ...]] = set()
        self._told: set[int] = set()
        self._updates = 0
        self._settled = False
        self._read: set[int] = set()
        self._opaque: tuple[str, Location] | None = None
        self._gradients: set[int] = set()
        self._loss: weakref.ref[Any] | None = None
        self._lines_of_variables: set[tuple[CodeType, int]] = set()

    def breakpoints_changed(self) -> None:
        """Tell again."""
        self._told = set()

    def without_gradient(self) -> list[Any]:
        """Return the variables that an optimizer was given, and never a gradient of them."""
        found = [reference() for key, reference in self._variables.items() if key in self._missing.without]
        return [variable for variable in found if variable is not None]

    def looks(self) -> Mapping[str, Callable[[ThreadState, Any, Any, Any, Any], None]]:
        """Note what the tape sees until every variable has had a gradient."""
        self._read.clear()
        self._gradients.clear()
        self._opaque = None
        if self._settled:
            return {}
        return {**dict.fromkeys(READS, self._see_read), **dict.fromkeys(OPAQUE, self._see_opaque)}

    def _see_read(self, state: ThreadState, op: Any, inputs: Any, attributes: Any, outputs: Any) -> None:
        del op, attributes, outputs
        if state.tapes and not state.backward:
            self._read.add(inputs[0]._id)  # noqa: SLF001 -- what tapes match by

    def _see_opaque(self, state: ThreadState, op: Any, inputs: Any, attributes: Any, outputs: Any) -> None:
        del attributes
        if not state.tapes or state.backward or not inputs[0].dtype.is_floating:
            return
        if op in ("Cast", b"Cast") and outputs[0].dtype.is_floating:
            return
        # Labels are rounded and counted, too: only what ops of this tape have made.
        made = inputs[0]._id  # noqa: SLF001 -- as above
        if not any(record[1] == made for record in reversed(state.records)):
            return
        frame = user_frame(sys._getframe(1))  # noqa: SLF001 -- inspect's twin is 50 times slower
        if frame is not None:
            self._opaque = text_of(op), location_of(frame)

    def fit_begins(self, model: Any, arguments: Mapping[str, Any]) -> None:
        """Look closely again: it may be another model. Forget the variables of those that are gone."""
        del model, arguments
        self._settled = False
        gone = {identity for identity, reference in self._variables.items() if reference() is None}
        self._variables = {key: each for key, each in self._variables.items() if key not in gone}
        self._complete = {key for key in self._complete if gone.isdisjoint(key)}
        self._missing.forget(gone)

    def fit_ends(self, model: Any) -> None:
        """Tell of variables that never had a gradient, when no update follows."""
        del model
        if sys.exc_info()[0] is None:
            self._tell_of(self._missing.never(over=True))

    def gradients_taken(self, tape: Any, target: Any, sources: Any, result: Any) -> None:
        """Judge a call of the user's that gave nothing at all."""
        del tape
        if not in_first_replica():
            return
        gradients = flat(result)
        if hasattr(target, "_numpy"):
            self._loss = weakref.ref(target)
        if self._settled and any(gradient is not None for gradient in gradients):
            return
        known = getattr(target, "_id", None) in self._gradients
        self._gradients.update(
            gradient._id  # noqa: SLF001 -- as above
            for gradient in gradients
            if hasattr(gradient, "_id")
        )
        caller = calling_frame(sys._getframe(1))  # noqa: SLF001 -- as above
        if caller is None or not USER_FILES[caller.f_code.co_filename] or isinstance(target, (list, tuple)):
            return
        nothing = all(gradient is None for gradient in gradients)
        line = caller.f_code, caller.f_lineno
        variables = flat(sources)
        if all(hasattr(variable, "assign") for variable in variables):
            self._lines_of_variables.add(line)
            trainable = [variable for variable in variables if getattr(variable, "trainable", True)]
            reached = any(self._missing.reached(id(variable)) for variable in variables)
            if nothing and trainable and not known and not reached and not expects_none(caller.f_code):
                self._report(trainable, [], 1, caller)
        elif nothing and line in self._lines_of_variables and not known:
            self._tell_of_tensors(variables, caller)

    def update_begins(self, optimizer: Any, gradients: Any, variables: Any) -> None:
        """Judge what an optimizer is given."""
        del optimizer
        key = tuple(map(id, variables))
        present = [gradient is not None for gradient in gradients]
        if (key in self._complete and all(present)) or not in_first_replica():
            return
        self._variables.update((id(variable), weakref.ref(variable)) for variable in variables)
        self._missing.add(key, present)
        self._updates += 1
        self._settled = not self._missing.pending
        if all(present):
            self._complete.add(key)
        elif not any(present):
            self._report(list(variables), [], 1, None)
        else:
            self._tell_of([identity for identity in self._missing.never() if identity in key])

    def _tell_of(self, identities: Sequence[int]) -> None:
        alive = {identity: reference() for identity, reference in self._variables.items()}
        missing = [
            alive[identity]
            for identity in identities
            if identity not in self._told and getattr(alive.get(identity), "trainable", False)
        ]
        if missing:
            self._told.update(identities)
            reached = [variable for identity, variable in alive.items() if self._missing.reached(identity)]
            self._report(
                missing, [path_of(item) for item in reached if item is not None], self._updates, None
            )

    def _report(
        self, variables: Sequence[Any], reached: Sequence[str], updates: int, caller: FrameType | None
    ) -> None:
        first = variables[0]
        site = site_of(caller or sys._getframe(1))  # noqa: SLF001 -- as above
        state = self.context.watcher.thread_state()
        loss = self._loss() if self._loss is not None else None
        location = None if caller is not None else self._lines.taken_at(first)
        because: list[str] = []
        if reached:
            location = location or (None if caller is not None else layer_line(first))
        else:
            because = self._reasons(variables, loss)
            if location is None and caller is None:
                location = self._opaque[1] if self._opaque else line_of(state.records, loss)
        self.context.report(
            fault_of(
                describe([path_of(variable) for variable in variables], reached, updates, because),
                replace(site, layer=layer_of(first) if reached or len(variables) == 1 else None),
                value=first,
                role="variable",
                name=path_of(first),
                phase="backward",
                location=location,
            )
        )

    def _reasons(self, variables: Sequence[Any], loss: Any) -> list[str]:
        if self._opaque is not None:
            op, location = self._opaque
            return [f"{op} on line {location.line} passes no gradient on"]
        handles = [getattr(getattr(variable, "handle", None), "_id", None) for variable in variables]
        if not self._settled and not any(handle in self._read for handle in handles):
            return ["The tape saw none of them used: the forward pass is outside of the tape"]
        if loss is not None and line_of(self.context.watcher.thread_state().records, loss) is None:
            return ["The loss is a constant: no op that the tape recorded has made it"]
        return []

    def _tell_of_tensors(self, tensors: Sequence[Any], caller: FrameType) -> None:
        names = [name or "it" for name in names_of(tensors, caller)]
        self.context.report(
            fault_of(
                Symptom(
                    "gradient-missing",
                    f"No gradient for {names[0]}",
                    f"{names[0]} was a Variable, now it is a tensor, which the tape does not watch",
                    (f"Change it in place: {names[0]}.assign_sub(...)",),
                ),
                site_of(caller),
                value=tensors[0],
                role="input",
                name=names[0],
                phase="backward",
            )
        )


def expects_none(code: CodeType) -> bool:
    """Whether a function compares something with None: a user who does so reckons with missing gradients."""
    before = None
    for instruction in dis.get_instructions(code):
        jumps = "JUMP" in instruction.opname and instruction.opname.endswith("NONE")
        compares = instruction.opname == "IS_OP" and before is not None and before.argval is None
        if jumps or compares:
            return True
        before = instruction
    return any(expects_none(inner) for inner in code.co_consts if hasattr(inner, "co_consts"))
