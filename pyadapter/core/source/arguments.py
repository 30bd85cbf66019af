"""Arguments of a call by the names that Keras gives them."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING, Any

from pyadapter.core.source.keras_signatures import SIGNATURES
from pyadapter.core.source.values import value_of

if TYPE_CHECKING:
    from pyadapter.core.source.module import Module

_VARIADIC = {
    "keras.Sequential": "layers trainable name",
    "keras.models.Sequential": "layers trainable name",
    "keras.Model": "inputs outputs name",
    "keras.models.Model": "inputs outputs name",
}
"""What Keras's own signatures leave open: `Model(*args, **kwargs)`."""


def is_known(name: str) -> bool:
    """Whether a dotted name is a public one of Keras."""
    return name in SIGNATURES


def arguments_of(module: Module, call: ast.Call, name: str | None = None) -> dict[str, ast.expr] | None:
    """Return the arguments of a call by name.

    Args:
        module: The file.
        call: The call.
        name: What is called, as `Module.name` says it; for methods `keras.Model.fit`.

    Returns:
        None where `*arguments` or `**options` are passed on, or there are more than Keras knows.
    """
    named = name or module.name(call.func) or ""
    if any(isinstance(each, ast.Starred) for each in call.args):
        return None
    found: dict[str, ast.expr] = {}
    if call.args:
        order = (_VARIADIC.get(named) or SIGNATURES.get(named) or "").split()
        if len(call.args) > len(order):
            return None
        found = dict(zip(order, call.args, strict=False))
    for keyword in call.keywords:
        if keyword.arg is None:
            return None
        found[keyword.arg] = keyword.value
    return found


def values_of(module: Module, arguments: dict[str, ast.expr]) -> dict[str, Any]:
    """Return what arguments are worth, `UNKNOWN` where only a run can tell."""
    return {name: value_of(module, node) for name, node in arguments.items()}
