"""Of which code of a file a gradient may be taken: not of metrics, pipelines, optimizers and evaluations."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from pyadapter.core.source.code_rules.functions import is_tape

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pyadapter.core.source.classes import OwnClass
    from pyadapter.core.source.module import Module

_PREPARES = (
    "preprocess", "augment", "parse", "decode", "load", "metric", "accuracy", "score", "evaluate", "plot",
)  # fmt: skip
_METHODS = frozenset({"test_step", "predict_step", "get_config"})
_PIPELINES = frozenset({"map", "filter", "flat_map", "interleave"})
_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)


class Differentiated:
    """Which functions are on the way to a loss.

    Args:
        module: The file.
        classes: Its classes that Keras calls.
    """

    def __init__(self, module: Module, classes: Iterable[OwnClass]) -> None:
        self._module = module
        self._bases = {each.node: each.base for each in classes}
        self._without = self._given_elsewhere()
        self._known: dict[ast.AST, bool] = {}

    def holds(self, node: ast.AST) -> bool:
        """Whether a gradient may be taken of what a node computes."""
        inside = False
        for each in self._module.ancestors(node):
            if isinstance(each, ast.Call) and (self._module.name(each.func) or "").endswith(".stop_gradient"):
                return False
            if isinstance(each, _FUNCTIONS):
                name = getattr(each, "name", "").lower()
                if name in _METHODS or any(part in name for part in _PREPARES) or self._is_without(each):
                    return False
                inside = inside or self._is_on_the_way(each)
            elif isinstance(each, ast.ClassDef):
                if self._bases.get(each) in {"metric", "callback", "optimizer"}:
                    return False
            elif isinstance(each, ast.With) and is_tape(self._module, each):
                inside = True
        return inside

    def _is_on_the_way(self, function: ast.AST) -> bool:
        """Whether a function belongs to a layer, model or loss, or is used by one or under a tape."""
        if function not in self._known:
            self._known[function] = self._belongs(function)
        return self._known[function]

    def _belongs(self, function: ast.AST) -> bool:
        parent = self._module.parent(function)
        if isinstance(parent, ast.ClassDef):
            return parent in self._bases
        if not isinstance(function, (ast.FunctionDef, ast.AsyncFunctionDef)):
            return False
        if "loss" in function.name.lower() or any(each.arg == "y_pred" for each in function.args.args):
            return True
        return any(
            around in self._bases or (isinstance(around, ast.With) and is_tape(self._module, around))
            for use in self._module.all(ast.Name)
            if use.id == function.name
            for around in self._module.ancestors(use)
        )

    def _is_without(self, function: ast.AST) -> bool:
        return function in self._without or getattr(function, "name", None) in self._without

    def _given_elsewhere(self) -> set[ast.AST | str | None]:
        """Collect the functions that are given to a pipeline, or to `compile` as metrics; names as names."""
        found: set[ast.AST | str | None] = set()
        for call in self._module.all(ast.Call):
            if not isinstance(call.func, ast.Attribute):
                continue
            given: list[ast.AST] = []
            if call.func.attr in _PIPELINES:
                given = list(call.args)
            elif call.func.attr == "compile":
                metrics = (
                    each.value for each in call.keywords if each.arg in {"metrics", "weighted_metrics"}
                )
                given = [part for each in metrics for part in ast.walk(each)]
            found.update(each.id if isinstance(each, ast.Name) else each for each in given)
        return found
