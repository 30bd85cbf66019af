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

from pyadapter.core.causes.unreached import Unreached
from pyadapter.core.detectors.gradient_missing import Missing, describe
from pyadapter.core.gradient_source import break_of
from pyadapter.core.symptom import Symptom
from pyadapter.probe.setup.source import tree_of
from pyadapter.probe.watch.broadcasts import is_the_users
from pyadapter.probe.watch.frames import (
    USER_FILES,
    calling_frame,
    in_first_replica,
    location_in,
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

    from pyadapter.core.finding import Kind, Location
    from pyadapter.core.sentinel import Reading
    from pyadapter.probe.watch.gradient_lines import GradientLines
    from pyadapter.probe.watch.ops import ThreadState

MOST_FRAMES = 5
"""Lines of the user's that are noted for a variable used outside of a tape."""

READS = ("ReadVariableOp", "ResourceGather", "ResourceGatherNd")

OPAQUE = (
    "ArgMax", "ArgMin", "Bucketize", "Cast", "Ceil", "Floor", "Multinomial", "OneHot", "Rint", "Round",
    "StopGradient", "Where",
)  # fmt: skip
"""Ops without a gradient that programs put into a model by mistake; a cast counts where it makes integers."""

COMPARISONS = ("Equal", "Greater", "GreaterEqual", "Less", "LessEqual", "NotEqual")
"""The same, where the user's own line makes them: dropout compares, too."""

_WEAK = frozenset({*COMPARISONS, "StopGradient"})
"""Those that are at work in healthy models, too: another one explains more."""


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
        self._outside: dict[int, list[tuple[CodeType, int]]] = {}
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
        self._outside.clear()
        if self._settled:
            return {}
        opaque = dict.fromkeys((*OPAQUE, *COMPARISONS), self._see_opaque)
        return {**dict.fromkeys(READS, self._see_read), **opaque}

    def _see_read(self, state: ThreadState, op: Any, inputs: Any, attributes: Any, outputs: Any) -> None:
        del op, attributes, outputs
        handle = inputs[0]._id  # noqa: SLF001 -- what tapes match by
        if state.tapes and not state.backward:
            self._read.add(handle)
        elif not state.tapes and handle not in self._outside:
            self._outside[handle] = _users(sys._getframe(1))  # noqa: SLF001 -- inspect's twin is 50 times slower

    def _see_opaque(self, state: ThreadState, op: Any, inputs: Any, attributes: Any, outputs: Any) -> None:
        del attributes
        if not state.tapes or state.backward or not inputs[0].dtype.is_floating:
            return
        if op in ("Cast", b"Cast") and outputs[0].dtype.is_floating:
            return
        if self._opaque is not None and self._opaque[0] not in _WEAK:
            return  # the first one cuts the path
        from tensorflow.python.eager import record  # noqa: PLC0415 -- only once the user has imported it

        kind, here = text_of(op), sys._getframe(1)  # noqa: SLF001 -- as above
        # Labels are rounded and counted, too: only what the tape follows. It is told not to, where it stops.
        if kind != "StopGradient" and not record.should_record_backprop(inputs[:1]):
            return
        frame = user_frame(here)
        if frame is None or (kind in _WEAK and (self._opaque is not None or not is_the_users(here))):
            return
        self._opaque = kind, location_of(frame)

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

    def reading_taken(self, model: Any, batch: Any, reading: Reading) -> Kind | None:
        """Count the updates of compiled steps; what gets no gradient is told of when one runs again."""
        del model, batch
        for update in reading.layout.updates:
            key = tuple(map(id, update.variables))
            if key in self._complete and not any(update.missing):
                continue
            self._variables.update((id(variable), weakref.ref(variable)) for variable in update.variables)
            self._missing.add(key, [not missing for missing in update.missing])
            self._updates += 1
            if not any(update.missing):
                self._complete.add(key)
            trainable = {id(variable) for variable in update.variables if variable.trainable}
            if not trainable.isdisjoint(set(self._missing.never()) - self._told):
                return "gradient-missing"
        return None

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
        fault = fault_of(
            describe([path_of(variable) for variable in variables], reached, updates, because),
            replace(site, layer=layer_of(first) if reached or len(variables) == 1 else None),
            value=first,
            role="variable",
            name=path_of(first),
            phase="backward",
            location=location,
        )
        unreached = self._unreached(variables, caller, some=bool(reached))
        self.context.report(replace(fault, unreached=unreached))

    def _unreached(self, variables: Sequence[Any], caller: FrameType | None, *, some: bool) -> Unreached:
        """Say what the causes look at."""
        handles = [getattr(getattr(variable, "handle", None), "_id", None) for variable in variables]
        used = self._settled or any(handle in self._read for handle in handles)
        outside = next((self._outside[each] for each in handles if each in self._outside), [])
        taken = self._lines.taken_at(variables[0])
        if caller is not None:
            taken = location_of(caller)
        lines = [location_in(code, line) for code, line in outside]
        here = [line for line in lines if taken is not None and line.function == taken.function]
        tree = None if taken is None or some else tree_of(taken.file)
        return Unreached(
            some=some,
            used=used,
            op=self._opaque[0] if self._opaque and used and not some else None,
            op_at=self._opaque[1] if self._opaque and used and not some else None,
            used_at=next(iter([*here, *lines]), None),
            break_=None if tree is None or taken is None else break_of(tree, taken.line),
            taken_at=taken,
            made_at=layer_line(variables[0]),
            name=path_of(variables[0]),
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


def _users(frame: FrameType | None) -> list[tuple[CodeType, int]]:
    """Return the lines of the user's on the stack, the innermost first."""
    found: list[tuple[CodeType, int]] = []
    while frame is not None and len(found) < MOST_FRAMES:
        if USER_FILES[frame.f_code.co_filename]:
            found.append((frame.f_code, frame.f_lineno))
        frame = frame.f_back
    return found


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
