"""Gradient tapes of a file: what is computed under them, and of what which gradients are taken."""

from __future__ import annotations

import ast
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

from pyadapter.core.source.code_rules.functions import is_tape, own_nodes
from pyadapter.core.source.code_rules.operands import assigned

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pyadapter.core.source.module import Module

_VARIABLES = frozenset({"trainable_variables", "trainable_weights", "variables", "weights"})
_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)
Assignment = ast.Assign | ast.AnnAssign | ast.AugAssign


@dataclass(frozen=True, eq=False)
class Tape:
    """A tape, and a gradient that is taken of it.

    Attributes:
        node: The `with`.
        gradient: The call of `gradient`.
        target: What it is taken of.
        model: The model whose variables it is taken for; None where that is not one.
        scope: The function or file that both stand in.
    """

    node: ast.With
    gradient: ast.Call
    target: ast.expr
    model: ast.expr | None
    scope: ast.AST

    @property
    def end(self) -> int:
        """The last line of the `with`, 1-based."""
        return self.node.end_lineno or self.node.lineno

    @cached_property
    def assigned(self) -> list[Assignment]:
        """The assignments of the scope up to the gradient, in the order of the text."""
        line = self.gradient.lineno
        return [
            each
            for each in own_nodes(self.scope)
            if isinstance(each, Assignment) and each.value is not None and each.lineno < line
        ]


_TAPES: WeakKeyDictionary[Module, tuple[Tape, ...]] = WeakKeyDictionary()
"""What several checks ask of the same file."""


def tapes(module: Module) -> tuple[Tape, ...]:
    """List the tapes of a file that have a name and are asked for a gradient; nested ones are left out."""
    if module not in _TAPES:
        _TAPES[module] = tuple(_tapes(module))
    return _TAPES[module]


def _tapes(module: Module) -> Iterator[Tape]:
    opened: dict[tuple[str | None, ast.AST], list[ast.With]] = {}
    for each in module.all(ast.With):
        if is_tape(module, each):
            opened.setdefault((_name(each), _scope(module, each)), []).append(each)
    if not opened:
        return
    for call in module.all(ast.Call):
        callee = call.func
        if not isinstance(callee, ast.Attribute) or not isinstance(callee.value, ast.Name):
            continue
        if callee.attr != "gradient" or not call.args:
            continue
        scope = _scope(module, call)
        named = opened.get((callee.value.id, scope), [])
        before = [each for each in named if each.lineno < call.lineno]
        if not before:
            continue
        tape = max(before, key=lambda each: each.lineno)
        if under_tape(module, tape):
            continue
        sources = call.args[1] if len(call.args) > 1 else None
        yield Tape(tape, call, call.args[0], _model(module, sources), scope)


def under_tape(module: Module, node: ast.AST) -> bool:
    """Whether a node stands within the `with` of a tape, its own left out."""
    for each in module.ancestors(node):
        if isinstance(each, _FUNCTIONS):
            return False
        if isinstance(each, ast.With) and is_tape(module, each):
            return True
    return False


def assignments(tape: Tape) -> list[Assignment]:
    """List the assignments of the tape's scope up to its gradient, in the order of the text."""
    return tape.assigned


def targets_of(node: Assignment) -> frozenset[str]:
    """Return the names that an assignment gives a value."""
    written = node.targets if isinstance(node, ast.Assign) else [node.target]
    return frozenset(
        each.id
        for target in written
        for each in ast.walk(target)
        if isinstance(each, ast.Name) and isinstance(each.ctx, ast.Store)
    )


def names_in(node: ast.AST) -> frozenset[str]:
    """Return the names that an expression reads."""
    return frozenset(each.id for each in ast.walk(node) if isinstance(each, ast.Name))


def needed(tape: Tape) -> frozenset[str]:
    """Return the names that the target is computed of, itself among them."""
    found = set(names_in(tape.target))
    for each in reversed(assignments(tape)):
        if each.value is not None and targets_of(each) & found:
            found |= names_in(each.value)
    return frozenset(found)


def calls_of(model: ast.expr, node: ast.AST) -> Iterator[ast.Call]:
    """List the calls of a model in a node: `model(x)`, `model.call(x)`."""
    wanted = ast.dump(model)
    for each in ast.walk(node):
        if isinstance(each, ast.Call):
            callee = each.func
            if isinstance(callee, ast.Attribute) and callee.attr in {"call", "__call__"}:
                callee = callee.value
            if ast.dump(callee) == wanted:
                yield each


def is_loss(module: Module, callee: ast.expr) -> bool:
    """Whether what is called is a loss of Keras: an object, and no function of the file."""
    if isinstance(callee, ast.Name):
        value = assigned(module, callee)
        return isinstance(value, ast.Call) and is_loss(module, value)
    return isinstance(callee, ast.Call) and (module.name(callee.func) or "").startswith("keras.losses.")


def _model(module: Module, sources: ast.expr | None) -> ast.expr | None:
    if isinstance(sources, ast.Name):
        sources = assigned(module, sources)
    is_one = isinstance(sources, ast.Attribute) and sources.attr in _VARIABLES
    return sources.value if is_one and isinstance(sources, ast.Attribute) else None


def _name(node: ast.With) -> str | None:
    named = (each.optional_vars for each in node.items)
    return next((each.id for each in named if isinstance(each, ast.Name)), None)


def _scope(module: Module, node: ast.AST) -> ast.AST:
    return next((each for each in module.ancestors(node) if isinstance(each, _FUNCTIONS)), module.tree)
