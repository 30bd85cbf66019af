"""Whether rows stay in the order that a source gives them: nothing shuffles, nothing unknown touches them."""

from __future__ import annotations

import ast
import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pyadapter.core.source.module import Module

_SHUFFLES = re.compile(
    r"shuff|permut|resampl|train_test_split|kfold|argsort|randperm|^(sample|choice|choices|take|gather)$",
    re.IGNORECASE,
)
"""Names of what may bring rows into another order, wherever they are used: then it is not certain."""

_KNOWN = ("builtins.", "keras.", "matplotlib.", "numpy.", "pandas.", "sklearn.", "tensorflow.")
_METHODS = frozenset({"append", "count", "evaluate", "extend", "fit", "fit_transform", "predict"})


def may_shuffle(module: Module) -> bool:
    """Whether anything in a file is called as what shuffles, samples or splits."""
    names = (each.id for each in module.all(ast.Name))
    attributes = (each.attr for each in module.all(ast.Attribute))
    defined = (each.name for each in module.all(ast.FunctionDef))
    imported = (each.name for each in module.all(ast.alias))
    return any(_SHUFFLES.search(name) for found in (names, attributes, defined, imported) for name in found)


def is_left_alone(module: Module, names: Iterable[ast.Name]) -> bool:
    """Whether no unknown function is given what some names stand for, and nothing is put in.

    Args:
        module: The file.
        names: Places where they are read.
    """
    spelled = {each.id for each in names}
    return all(_is_harmless(module, use) for name in spelled for use in module.names(name))


def _is_harmless(module: Module, use: ast.Name) -> bool:
    around = module.parent(use)
    if isinstance(around, ast.Subscript) and around.value is use:
        return isinstance(around.ctx, ast.Load)
    if isinstance(around, (ast.keyword, ast.Starred)):
        around = module.parent(around)
    if not isinstance(around, ast.Call) or around.func is use:
        return True
    name = module.name(around.func)
    if name is not None:
        return name.startswith(_KNOWN)
    return isinstance(around.func, ast.Attribute) and around.func.attr in _METHODS
