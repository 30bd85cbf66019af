"""Finds layers that act differently in training, in what a model is made of."""

from __future__ import annotations

import ast
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pyadapter.core.causes.training_mode import DROPOUTS
from pyadapter.core.source.code_rules.functions import attributes
from pyadapter.core.source.values import number_of, value_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pyadapter.core.source.classes import OwnClass
    from pyadapter.core.source.module import Module
    from pyadapter.core.source.network import Network

_MODES = DROPOUTS | {"BatchNormalization"}
_DEEPEST = 3


@dataclass(frozen=True, eq=False)
class Sensitive:
    """A layer that acts differently in training: its class, and the call that makes it."""

    kind: str
    node: ast.Call
    rate: float | None = None

    @property
    def written(self) -> str:
        """Its name with the rate: `Dropout(0.5)`."""
        return f"`{self.kind}`" if self.rate is None else f"`{self.kind}({self.rate:g})`"


def sensitive_in(module: Module, node: ast.AST) -> Sensitive | None:
    """Return the first such layer that an expression makes."""
    for each in ast.walk(node):
        name = module.name(each.func) if isinstance(each, ast.Call) else None
        kind = (name or "").removeprefix("keras.layers.")
        if isinstance(each, ast.Call) and name is not None and kind in _MODES and name != kind:
            return _sensitive(module, kind, each)
    return None


def sensitive_of(
    module: Module, model: ast.expr, classes: tuple[OwnClass, ...], networks: Iterable[Network]
) -> Sensitive | None:
    """Return the first such layer of a model, where it is certain that it has one.

    Args:
        module: The file.
        model: The expression that is called: `model`, `self`.
        classes: The file's own ones.
        networks: The file's own ones.
    """
    if not isinstance(model, ast.Name):
        return None
    own = _class_of_self(module, model, classes)
    if own is not None:
        return _of_class(module, own, classes, 0)
    binding = module.scopes.binding(model.id, model)
    if binding is None:
        return None
    value = binding.value if binding.slot is None else None
    if not isinstance(value, ast.Call):
        return None
    for network in networks:
        if network.node is value:
            for layer in network.layers:
                # What was frozen, as for fine-tuning, is left in the mode of predictions on purpose.
                if layer.facts.kind in _MODES and layer.facts.trainable:
                    return _sensitive(module, layer.facts.kind, layer.made)
    made = module.name(value.func)
    own = _class_of(module, value.func, classes) if made is None else None
    return None if own is None else _of_class(module, own, classes, 0)


def _class_of_self(module: Module, name: ast.Name, classes: tuple[OwnClass, ...]) -> OwnClass | None:
    """Return the class in whose `train_step` a name is the object."""
    for each in module.ancestors(name):
        if isinstance(each, (ast.FunctionDef, ast.AsyncFunctionDef)):
            first = each.args.args[:1]
            is_step = each.name == "train_step" and bool(first) and first[0].arg == name.id
            return next((own for own in classes if is_step and own.methods.get(each.name) is each), None)
    return None


def _of_class(module: Module, own: OwnClass, classes: tuple[OwnClass, ...], depth: int) -> Sensitive | None:
    """Return such a layer of a class, unless its `call` trains where it is not told."""
    call = own.methods.get("call")
    if call is None or depth > _DEEPEST or _trains_by_default(call):
        return None
    used = {each.attr for each in ast.walk(call) if isinstance(each, ast.Attribute)}
    for name, values in attributes(own).items():
        if len(values) != 1 or name not in used:
            continue
        found = sensitive_in(module, values[0])
        if found is None and isinstance(values[0], ast.Call):
            inner = _class_of(module, values[0].func, classes)
            found = None if inner is None or inner is own else _of_class(module, inner, classes, depth + 1)
        if found is not None:
            return found
    return None


def _trains_by_default(call: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    arguments = call.args.args
    defaults = dict(
        zip([each.arg for each in reversed(arguments)], reversed(call.args.defaults), strict=False)
    )
    given = defaults.get("training")
    return isinstance(given, ast.Constant) and given.value is True


def _class_of(module: Module, node: ast.expr, classes: tuple[OwnClass, ...]) -> OwnClass | None:
    binding = module.scopes.binding(node.id, node) if isinstance(node, ast.Name) else None
    return next((each for each in classes if binding is not None and each.node is binding.node), None)


def _sensitive(module: Module, kind: str, node: ast.Call) -> Sensitive:
    given = next(
        (each.value for each in node.keywords if each.arg == "rate"), node.args[0] if node.args else None
    )
    rate = number_of(value_of(module, given)) if given is not None and kind in DROPOUTS else None
    return Sensitive(kind, node, rate)
