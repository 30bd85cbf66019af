"""Data sets whose batches are one dictionary that has the labels, too: what `fit` then gets no labels of."""

from __future__ import annotations

import ast
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pyadapter.core.causes.labels_in_inputs import is_label
from pyadapter.core.source.module import spelled
from pyadapter.core.source.values import is_changed, value_of

if TYPE_CHECKING:
    from pyadapter.core.causes.labels_in_inputs import Made
    from pyadapter.core.source.module import Module

_DEEPEST = 12
_KEEPING = frozenset({
    "batch", "cache", "filter", "padded_batch", "prefetch", "repeat", "shard", "shuffle", "skip", "take",
    "with_options",
})  # fmt: skip
"""Methods of a data set that leave its elements what they are."""

_SLICES = frozenset({
    "tensorflow.data.Dataset.from_tensor_slices", "tensorflow.data.Dataset.from_tensors",
})  # fmt: skip


@dataclass(frozen=True, eq=False)
class Keyed:
    """Data with its labels among the inputs.

    Attributes:
        name: What the data is called where it is made.
        key: What the labels are called.
        node: The call or dictionary that makes it.
        made: As `labels_in_inputs.of_batch` has it.
    """

    name: str
    key: str
    node: ast.AST
    made: Made


def labels_among_inputs(module: Module, node: ast.expr | None) -> Keyed | None:
    """Look at what `fit` is given as its only data.

    Args:
        module: The file.
        node: The argument.

    Returns:
        None where its elements are not certain to be one dictionary with a key for labels.
    """
    name = spelled(node) or "x"
    for _ in range(_DEEPEST):
        key = _dictionary_key(module, node)
        if key is not None and node is not None:
            return Keyed(name, key, node, "arrays")
        if isinstance(node, ast.Name):
            binding = module.scopes.binding(node.id, node)
            if binding is None or not binding.is_assigned:
                return None
            name, node = node.id, binding.value
        elif isinstance(node, ast.Call):
            found = _made(module, node)
            if found is not None:
                return Keyed(name, found[0], node, found[1])
            if not isinstance(node.func, ast.Attribute) or node.func.attr not in _KEEPING:
                return None
            node = node.func.value
        else:
            return None
    return None


def _made(module: Module, node: ast.Call) -> tuple[str, Made] | None:
    """Return the key of the labels in what a call makes, and how to take them out."""
    if module.name(node.func) in _SLICES and len(node.args) == 1:
        key = _dictionary_key(module, _whole(module, node.args[0]))
        return None if key is None else (key, "map")
    method = node.func.attr if isinstance(node.func, ast.Attribute) else ""
    if method == "to_tf_dataset":
        given = {each.arg: each.value for each in node.keywords}
        if node.args or None in given or "label_cols" in given:
            return None
        columns = value_of(module, given.get("columns"))
        key = next((each for each in columns if is_label(each)), None) if isinstance(columns, list) else None
        return None if key is None or len(columns) < 2 else (key, "columns")  # noqa: PLR2004 -- others are inputs
    if method == "map" and node.args:
        key = _dictionary_key(module, _result(module, node.args[0]))
        return None if key is None else (key, "map")
    return None


def _result(module: Module, function: ast.expr) -> ast.expr | None:
    """Return what a function makes of an element, where it says so once."""
    if isinstance(function, ast.Lambda):
        return function.body
    binding = module.scopes.binding(function.id, function) if isinstance(function, ast.Name) else None
    node = None if binding is None else binding.node
    if not isinstance(node, ast.FunctionDef):
        return None
    returns = [each.value for each in module.all(ast.Return) if module.scopes.around(each).node is node]
    return returns[0] if len(returns) == 1 else None


def _whole(module: Module, node: ast.expr) -> ast.expr | None:
    """Follow a name, and a copy by `dict(…)`, to the dictionary that is spelled out."""
    if isinstance(node, ast.Call) and module.name(node.func) == "builtins.dict" and len(node.args) == 1:
        node = node.args[0]
    binding = module.scopes.binding(node.id, node) if isinstance(node, ast.Name) else None
    if binding is None:
        return node
    return binding.value if binding.is_assigned and not is_changed(module, binding) else None


def _dictionary_key(module: Module, node: ast.expr | None) -> str | None:
    """Return the key of the labels in a dictionary that is spelled out, beside others."""
    if isinstance(node, ast.Call) and module.name(node.func) == "builtins.dict" and not node.args:
        keys: list[object] = [each.arg for each in node.keywords]
    elif isinstance(node, ast.Dict):
        keys = [None if key is None else value_of(module, key) for key in node.keys]
    else:
        return None
    if None in keys or len(keys) < 2:  # noqa: PLR2004 -- inputs and labels
        return None
    return next((key for key in keys if isinstance(key, str) and is_label(key)), None)
