"""Check `side-effect-in-call`: Python that `call` or `train_step` runs once, while the graph is traced.

TensorFlow's guide "Better performance with tf.function": side effects of Python happen once per tracing,
and a tensor that is kept outside of the function has leaked.
"""

from __future__ import annotations

import ast
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pyadapter.core.causes.diagnosis import Diagnosis
from pyadapter.core.finding import Cause
from pyadapter.core.source.check import Check
from pyadapter.core.source.code_rules.functions import (
    attribute_of,
    attributes,
    guarded,
    own_nodes,
    self_name,
    traced,
)
from pyadapter.core.source.code_rules.tensors import Tensors

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from pyadapter.core.source.classes import OwnClass
    from pyadapter.core.source.code_rules.functions import Traced
    from pyadapter.core.source.module import Module
    from pyadapter.core.source.network import Network

CHECK = Check(
    code="side-effect-in-call",
    title="Python side effects in a function that is traced",
    why=(
        "`fit` runs the Python of `call`, `train_step` and losses once or a few times, to trace a graph. "
        "Counters and lists are changed then, and not in the steps of the training; a clock is read once; "
        "a tensor that is kept in an attribute belongs to the graph and has no value. Use a variable and "
        "`assign`, return the value, or do it in a callback. It is fine under `run_eagerly=True`."
    ),
    level="warning",
    faulty=(
        "import keras\n\n"
        "class Counter(keras.layers.Layer):\n"
        "    def __init__(self):\n"
        "        super().__init__()\n"
        "        self.calls = 0\n\n"
        "    def call(self, x):\n"
        "        self.calls += 1\n"
        "        return x\n"
    ),
    healthy=(
        "import keras\n\n"
        "class Counter(keras.layers.Layer):\n"
        "    def __init__(self):\n"
        "        super().__init__()\n"
        '        self.calls = self.add_weight(shape=(), initializer="zeros", trainable=False)\n\n'
        "    def call(self, x):\n"
        "        self.calls.assign_add(1)\n"
        "        return x\n"
    ),
    source="https://www.tensorflow.org/guide/function#executing_python_side_effects",
)

_GROWS = frozenset({"append", "extend", "insert", "appendleft"})
_CLOCKS = frozenset({
    "time.time", "time.perf_counter", "time.monotonic", "time.process_time", "datetime.datetime.now",
})  # fmt: skip
_VARIABLE = "Use a variable: self.{name} = self.add_weight(...), and self.{name}.assign_add(...)"
_RETURN = "Return it, or call the layer outside of `fit` to look at it."
_CALLBACK = "Do it in a callback, as in `on_train_batch_end`."


@dataclass(frozen=True)
class _Effect:
    """A side effect: its node, what happens of it, what to do, and how sure it is that it is not wanted."""

    node: ast.AST
    message: str
    fix: str
    hint: bool = False


def check(module: Module, classes: Iterable[OwnClass], _: Iterable[Network] = ()) -> Iterator[Diagnosis]:
    """Look for what changes objects of Python in functions that are traced."""
    for function in traced(module, classes):
        tensors = Tensors(module, function)
        shared = {
            name
            for node in function.nodes
            if isinstance(node, (ast.Global, ast.Nonlocal))
            for name in node.names
        }
        for node in function.nodes:
            effect = _effect(module, function, node, tensors, shared)
            if effect is not None and not guarded(module, node):
                yield Diagnosis(
                    Cause(
                        "side-effect-in-call",
                        effect.message,
                        effect.fix,
                        module.place(effect.node),
                        "certain",
                    ),
                    kind="step",
                    title="Runs once, while it is traced",
                    severity="hint" if effect.hint else "finding",
                )


def _effect(
    module: Module, function: Traced, node: ast.AST, tensors: Tensors, shared: set[str]
) -> _Effect | None:
    if isinstance(node, ast.AugAssign):
        return _counted(function, node, shared)
    if isinstance(node, ast.Assign) and len(node.targets) == 1:
        return _kept(function, node, tensors)
    return _done(module, function, node) if isinstance(node, ast.Call) else None


def _done(module: Module, function: Traced, node: ast.Call) -> _Effect | None:
    """Look at a call: of a clock, a file, or of what makes a list longer."""
    name = module.name(node.func)
    if name in _CLOCKS:
        what = f"`{ast.unparse(node)}` is read once, while `{function.place}` is traced."
        return _Effect(node, what, _CALLBACK)
    if name == "builtins.open":
        return _Effect(node, f"The file is opened once, while `{function.place}` is traced.", _CALLBACK)
    if (
        isinstance(node.func, ast.Attribute)
        and node.func.attr in _GROWS
        and _is_list(module, function, node.func)
    ):
        what = f"`{ast.unparse(node.func)}` runs once, while `{function.place}` is traced, not in every step."
        return _Effect(node, what, _CALLBACK)
    return None


def _counted(function: Traced, node: ast.AugAssign, shared: set[str]) -> _Effect | None:
    name = attribute_of(node.target, self_name(function))
    if name is not None and function.own is not None:
        made = attributes(function.own).get(name, [])
        # What a variable or tensor is added to may be assigned on purpose; of numbers it is certain.
        if not made or not all(isinstance(each, ast.Constant) for each in made):
            return None
        fix = _VARIABLE.format(name=name)
    elif isinstance(node.target, ast.Name) and node.target.id in shared:
        fix = _CALLBACK
    else:
        return None
    what = f"`{ast.unparse(node)}` runs once, while `{function.place}` is traced, not in every step."
    return _Effect(node, what, fix)


def _kept(function: Traced, node: ast.Assign, tensors: Tensors) -> _Effect | None:
    name = attribute_of(node.targets[0], self_name(function))
    if name is None or function.own is None or not tensors.holds(node.value):
        return None
    setter = function.own.methods.get(name)
    if setter is not None or _read_back(function, name):
        return None
    what = f"`self.{name}` keeps a tensor of the graph: after `fit` it has no value."
    return _Effect(node, what, _RETURN, hint=True)


def _read_back(function: Traced, name: str) -> bool:
    """Whether a class uses an attribute itself, where that tensor is still alive: within the same call."""
    assert function.own is not None  # noqa: S101 -- as is called
    for method in function.own.methods.values():
        owner = method.args.args[0].arg if method.args.args else None
        for node in own_nodes(method):
            if attribute_of(node, owner) == name and isinstance(getattr(node, "ctx", None), ast.Load):
                return True
    return False


def _is_list(module: Module, function: Traced, callee: ast.Attribute) -> bool:
    """Whether what grows is a list that outlives the function."""
    name = attribute_of(callee.value, self_name(function))
    if name is not None and function.own is not None:
        made = attributes(function.own)
        return bool(made.get(name)) and all(_makes_list(module, each) for each in made[name])
    if not isinstance(callee.value, ast.Name):
        return False
    found = module.scopes.bindings_of(callee.value.id, callee.value)
    outside = bool(found) and all(
        each in module.scopes.module.bindings.get(callee.value.id, ()) for each in found
    )
    return outside and all(each.value is not None and _makes_list(module, each.value) for each in found)


def _makes_list(module: Module, node: ast.expr) -> bool:
    if isinstance(node, ast.Call):
        return module.name(node.func) in {"builtins.list", "collections.deque"}
    return isinstance(node, ast.List) and not node.elts
