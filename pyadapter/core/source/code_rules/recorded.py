"""Follows a model's output through the `with` of a tape, up to where NumPy takes it out of the record."""

from __future__ import annotations

import ast
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from pyadapter.core.source.code_rules.functions import own_nodes
from pyadapter.core.source.code_rules.tapes import Assignment, calls_of, is_loss, needed, targets_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pyadapter.core.source.code_rules.tapes import Tape
    from pyadapter.core.source.module import Module

State = Literal["recorded", "broken", "plain"]
_BLOCKS = (ast.If, ast.For, ast.While, ast.Try)
_DEEPEST = 60


@dataclass(frozen=True, eq=False)
class Broken:
    """Where a value leaves TensorFlow: the call that takes it out, and the name it is given."""

    node: ast.Call
    name: str


def break_of(module: Module, tape: Tape) -> Broken | None:
    """Return where the target of a tape's gradient was lost; None where the tape has recorded some of it."""
    if tape.model is None:
        return None
    record = _Record(module, tape)
    for node in own_nodes(tape.node):
        if isinstance(node, Assignment) and node.value is not None:
            record.assign(node)
    if record.state(tape.target) != "broken":
        return None
    names = needed(tape)
    return next((each for each in record.breaks if each.name in names), None)


class _Record:
    """What the tape knows of each name."""

    def __init__(self, module: Module, tape: Tape) -> None:
        self.breaks: list[Broken] = []
        self._module = module
        self._tape = tape
        self._names: dict[str, State] = {}

    def assign(self, node: Assignment) -> None:
        names = targets_of(node)
        state = self.state(node.value)
        if state == "broken":
            call = next((each for each in ast.walk(node) if self._takes_out(each)), None)
            if isinstance(call, ast.Call) and names:
                self.breaks.append(Broken(call, min(names)))
        maybe = any(
            isinstance(each, _BLOCKS) and each.lineno >= self._tape.node.lineno
            for each in self._module.ancestors(node)
        )
        for name in names:
            before = self._names.get(name, "plain")
            keeps = maybe or isinstance(node, ast.AugAssign)
            self._names[name] = _together([before, state]) if keeps else state

    def state(self, node: ast.AST | None, depth: int = 0) -> State:
        if node is None or depth > _DEEPEST:
            return "plain"
        if isinstance(node, ast.Name):
            return self._names.get(node.id, "plain")
        if isinstance(node, (ast.Lambda, ast.ListComp, ast.GeneratorExp)):
            return "recorded"  # not followed
        if isinstance(node, ast.Call):
            return self._returned(node, depth)
        if isinstance(node, ast.Attribute) and node.attr in {"shape", "dtype", "ndim"}:
            return "plain"
        return _together(self.state(each, depth + 1) for each in ast.iter_child_nodes(node))

    def _returned(self, call: ast.Call, depth: int) -> State:
        assert self._tape.model is not None  # noqa: S101 -- as is made
        if self._is_model(call):
            return "recorded"
        given = [*call.args, *(each.value for each in call.keywords)]
        if isinstance(call.func, ast.Attribute):
            given.append(call.func.value)
        inner = _together(self.state(each, depth + 1) for each in given)
        if self._takes_out(call):
            return "plain" if inner == "plain" else "broken"
        if next(calls_of(self._tape.model, call.func), None) is not None:
            return "recorded"  # a method of what the model makes
        if self._module.name(call.func) is not None or is_loss(self._module, call.func):
            return inner
        return "recorded"  # what the user's own functions use is not known

    def _is_model(self, call: ast.Call) -> bool:
        assert self._tape.model is not None  # noqa: S101 -- as is made
        return any(each is call for each in calls_of(self._tape.model, call))

    def _takes_out(self, node: ast.AST) -> bool:
        if not isinstance(node, ast.Call):
            return False
        name = self._module.name(node.func)
        if name is not None:
            return name.startswith("numpy.") or name in {"builtins.float", "builtins.int"}
        return isinstance(node.func, ast.Attribute) and node.func.attr == "numpy" and not node.args


def _together(states: Iterable[State]) -> State:
    found = set(states)
    return "recorded" if "recorded" in found else "broken" if "broken" in found else "plain"
