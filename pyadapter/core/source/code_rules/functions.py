"""The functions of a file that Keras and TensorFlow run as graphs: their Python runs once.

`fit` compiles `train_step`, and with it every `call`, loss and metric (Keras's guide "Customizing what
happens in fit()"); what tracing leaves out is told in TensorFlow's guide "Better performance with
tf.function".
"""

from __future__ import annotations

import ast
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Literal
from weakref import WeakKeyDictionary

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from pyadapter.core.source.classes import OwnClass
    from pyadapter.core.source.module import Module

Role = Literal["call", "step", "loss", "metric", "function"]

_NESTED = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda, ast.ClassDef)
_ROLES: dict[str, dict[str, Role]] = {
    "layer": {"call": "call"},
    "model": {"call": "call", "train_step": "step", "test_step": "step", "compute_loss": "loss"},
    "loss": {"call": "loss"},
    "metric": {"update_state": "metric"},
}
_ASKS = frozenset({"hasattr", "executing_eagerly", "isinstance", "getattr", "inside_function", "callable"})
_SETTINGS = frozenset({"run_functions_eagerly", "experimental_run_functions_eagerly"})
_EAGER = frozenset(f"tensorflow.config.{each}" for each in _SETTINGS)
_NOTES = frozenset({"built", "debug", "verbose", "eager"})


@dataclass(frozen=True, eq=False)
class Traced:
    """A function that is traced.

    Attributes:
        node: It.
        role: What it is to Keras; `function` for one under `tf.function`.
        own: Its class.
        entry: Whether Keras calls it, with tensors; other methods are called by one that it calls.
    """

    node: ast.FunctionDef | ast.AsyncFunctionDef
    role: Role
    own: OwnClass | None = None
    entry: bool = True

    @cached_property
    def nodes(self) -> tuple[ast.AST, ...]:
        """All in it, in the order of the text, without the functions and classes in it."""
        return tuple(own_nodes(self.node))

    @property
    def place(self) -> str:
        """What to call it: `train_step`."""
        return self.node.name


_TRACED: WeakKeyDictionary[Module, tuple[Traced, ...]] = WeakKeyDictionary()
_ATTRIBUTES: WeakKeyDictionary[OwnClass, dict[str, list[ast.expr]]] = WeakKeyDictionary()
"""What several checks ask of the same file."""


def traced(module: Module, classes: Iterable[OwnClass]) -> tuple[Traced, ...]:
    """List the functions that are traced; none where the file asks for eager execution."""
    if module not in _TRACED:
        _TRACED[module] = _traced(module, classes)
    return _TRACED[module]


def _traced(module: Module, classes: Iterable[OwnClass]) -> tuple[Traced, ...]:
    if runs_eagerly(module):
        return ()
    found: list[Traced] = []
    for own in classes:
        for name, role in _ROLES.get(own.base, {}).items():
            if name in own.methods:
                found.append(Traced(own.methods[name], role, own))
        found += _helpers(own, [each for each in found if each.own is own])
    taken = {each.node for each in found}
    losses = _losses(module)
    for node in module.all(ast.FunctionDef):
        if node in taken:
            continue
        if any(_is_graph(module, each) for each in node.decorator_list):
            found.append(Traced(node, "function"))
        elif node in losses:
            found.append(Traced(node, "loss"))
    return tuple(found)


def runs_eagerly(module: Module) -> bool:
    """Whether a file runs its training as plain Python: by a setting, or by a loop that nothing compiles."""
    if any(True for _ in eager_settings(module)):
        return True
    fits = any(
        isinstance(each.func, ast.Attribute) and each.func.attr in {"fit", "train_on_batch"}
        for each in module.all(ast.Call)
    )
    if fits:
        return False
    tapes = [each for each in module.all(ast.With) if is_tape(module, each)]
    if not tapes:
        return False
    wrapped = _wrapped(module)
    return not any(_compiled(module, each, wrapped) for each in tapes)


def eager_settings(module: Module) -> Iterator[ast.keyword | ast.Call | ast.Assign]:
    """List what makes everything run as plain Python: `run_eagerly=True` and its like."""
    for call in module.all(ast.Call):
        if isinstance(call.func, ast.Attribute) and call.func.attr == "compile":
            yield from (each for each in call.keywords if each.arg == "run_eagerly" and _is_true(each.value))
        elif getattr(call.func, "attr", "") in _SETTINGS and module.name(call.func) in _EAGER:
            given = [*call.args, *(each.value for each in call.keywords)]
            if given and _is_true(given[0]):
                yield call
    for node in module.all(ast.Assign):
        target = node.targets[0]
        if isinstance(target, ast.Attribute) and target.attr == "run_eagerly" and _is_true(node.value):
            yield node


def own_nodes(function: ast.AST) -> Iterator[ast.AST]:
    """Walk a function in the order of the text, without the functions and classes in it."""
    ahead = [*reversed(_body(function))]
    while ahead:
        node = ahead.pop()
        yield node
        if not isinstance(node, _NESTED):
            ahead.extend(reversed([*ast.iter_child_nodes(node)]))


def guarded(module: Module, node: ast.AST) -> bool:
    """Whether a node runs only where an `if` found something missing, or execution eager, or under `try`."""
    last = node
    for each in module.ancestors(node):
        if isinstance(each, _NESTED):
            return False
        if isinstance(each, ast.Try) and last in each.body:
            return True
        if isinstance(each, (ast.If, ast.IfExp)) and last is not each.test and _asks(each.test):
            return True
        last = each
    return False


def self_name(function: Traced) -> str | None:
    """Return what a method calls its object."""
    first = function.node.args.args[:1]
    return first[0].arg if function.own is not None and first else None


def attribute_of(node: ast.AST, owner: str | None) -> str | None:
    """Return the name of an attribute of `self`; None for anything else."""
    is_own = isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == owner
    return node.attr if is_own and owner is not None and isinstance(node, ast.Attribute) else None


def attributes(own: OwnClass) -> dict[str, list[ast.expr]]:
    """Return all that the attributes of a class's objects are given."""
    if own in _ATTRIBUTES:
        return _ATTRIBUTES[own]
    found: dict[str, list[ast.expr]] = {}
    for method in own.methods.values():
        owner = method.args.args[0].arg if method.args.args else None
        for node in own_nodes(method):
            if isinstance(node, (ast.Assign, ast.AnnAssign)) and node.value is not None:
                targets = node.targets if isinstance(node, ast.Assign) else [node.target]
                for target in targets:
                    name = attribute_of(target, owner)
                    if name is not None:
                        found.setdefault(name, []).append(node.value)
    _ATTRIBUTES[own] = found
    return found


def is_tape(module: Module, node: ast.With) -> bool:
    """Whether a `with` opens a gradient tape."""
    calls = (item.context_expr for item in node.items)
    return any(
        isinstance(call, ast.Call) and module.name(call.func) == "tensorflow.GradientTape" for call in calls
    )


def _helpers(own: OwnClass, entries: list[Traced]) -> list[Traced]:
    """List the methods that the traced ones call, directly or not."""
    found: list[Traced] = []
    ahead, seen = list(entries), {each.node for each in entries}
    while ahead:
        caller = ahead.pop()
        owner = self_name(caller)
        for node in caller.nodes:
            name = attribute_of(node.func, owner) if isinstance(node, ast.Call) else None
            method = own.methods.get(name or "")
            if method is not None and method not in seen and name not in {"build", "__init__"}:
                seen.add(method)
                helper = Traced(method, caller.role, own, entry=False)
                found.append(helper)
                ahead.append(helper)
    return found


def _losses(module: Module) -> set[ast.AST]:
    """Return the file's own functions that `compile` is given as a loss."""
    found: set[ast.AST] = set()
    for call in module.all(ast.Call):
        if isinstance(call.func, ast.Attribute) and call.func.attr == "compile":
            for keyword in call.keywords:
                if keyword.arg == "loss" and isinstance(keyword.value, ast.Name):
                    binding = module.scopes.binding(keyword.value.id, keyword.value)
                    if binding is not None and isinstance(binding.node, ast.FunctionDef):
                        found.add(binding.node)
    return found


def _wrapped(module: Module) -> set[str]:
    """Return the names of functions that are given to `tf.function`: `fast = tf.function(step)`."""
    return {
        given.id
        for call in module.all(ast.Call)
        if getattr(call.func, "attr", "function") == "function" and _is_graph(module, call.func)
        for given in call.args
        if isinstance(given, ast.Name)
    }


def _compiled(module: Module, node: ast.AST, wrapped: set[str]) -> bool:
    """Whether a node is in what is traced: under `tf.function`, or in a method of a class."""
    for each in module.ancestors(node):
        if isinstance(each, ast.ClassDef):
            return True
        if isinstance(each, ast.FunctionDef) and (
            each.name in wrapped or any(_is_graph(module, decorator) for decorator in each.decorator_list)
        ):
            return True
    return False


def _is_graph(module: Module, node: ast.expr) -> bool:
    return module.name(node.func if isinstance(node, ast.Call) else node) == "tensorflow.function"


def _asks(test: ast.expr) -> bool:
    for node in ast.walk(test):
        if isinstance(node, ast.Compare) and any(isinstance(each, (ast.Is, ast.IsNot)) for each in node.ops):
            return True
        name = node.attr if isinstance(node, ast.Attribute) else node.id if isinstance(node, ast.Name) else ""
        if name in _ASKS or any(note in name.lower() for note in _NOTES):
            return True
    return False


def _body(node: ast.AST) -> list[ast.AST]:
    body = getattr(node, "body", [])
    return list(body) if isinstance(body, list) else [body]


def _is_true(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and node.value is True
