"""Classes of the user's that Keras calls: layers, models, losses, metrics, callbacks, optimizers."""

from __future__ import annotations

import ast
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from pyadapter.core.source.module import Module

Base = Literal["layer", "model", "loss", "metric", "callback", "optimizer"]

_EXACT: dict[str, Base] = {
    "keras.Model": "model", "keras.Sequential": "model", "keras.Layer": "layer", "keras.Loss": "loss",
    "keras.Metric": "metric", "keras.Optimizer": "optimizer", "keras.layers.Layer": "layer",
}  # fmt: skip
_MODULES: dict[str, Base] = {
    "keras.layers.": "layer", "keras.models.": "model", "keras.losses.": "loss", "keras.metrics.": "metric",
    "keras.callbacks.": "callback", "keras.optimizers.": "optimizer",
}  # fmt: skip
_DEEPEST = 10


@dataclass(frozen=True, eq=False)
class OwnClass:
    """A class that derives from one of Keras.

    Attributes:
        node: The class.
        base: What it is.
        methods: By name, its own only.
        testable: Whether `keras-debug test-layer` can find it: it stands at the top of the file.
    """

    node: ast.ClassDef
    base: Base
    methods: dict[str, ast.FunctionDef | ast.AsyncFunctionDef]
    testable: bool


def own_classes(module: Module) -> tuple[OwnClass, ...]:
    """List the classes that derive from one of Keras, directly or by another class of the file."""
    found = []
    for node in module.all(ast.ClassDef):
        base = _base_of(module, node, 0)
        if base is not None:
            methods = {
                each.name: each
                for each in node.body
                if isinstance(each, (ast.FunctionDef, ast.AsyncFunctionDef))
            }
            found.append(OwnClass(node, base, methods, isinstance(module.parent(node), ast.Module)))
    return tuple(sorted(found, key=lambda each: each.node.lineno))


def _base_of(module: Module, node: ast.ClassDef, depth: int) -> Base | None:
    if depth > _DEEPEST:
        return None
    for base in node.bases:
        name = module.name(base)
        if name is not None:
            known = _EXACT.get(name) or next(
                (kind for prefix, kind in _MODULES.items() if name.rpartition(".")[0] + "." == prefix), None
            )
        else:
            binding = module.scopes.binding(base.id, base) if isinstance(base, ast.Name) else None
            inner = binding.node if binding is not None else None
            known = _base_of(module, inner, depth + 1) if isinstance(inner, ast.ClassDef) else None
        if known is not None:
            return known
    return None
