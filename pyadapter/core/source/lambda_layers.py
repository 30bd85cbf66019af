"""Shapes of `Lambda` layers whose function is simple enough: `Lambda(lambda x: x / 127.5 - 1.0)`."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from pyadapter.core.source.arguments import arguments_of
from pyadapter.core.source.shapes import Inferred, operation

if TYPE_CHECKING:
    from pyadapter.core.setup import Shape
    from pyadapter.core.source.module import Module

_DEEPEST = 20
_OPERATIONS = ("keras.ops.", "keras.activations.", "tensorflow.")


def infer_lambda(module: Module, call: ast.Call, given: Shape) -> Inferred:
    """Return what a `Lambda` makes of its input, where its function keeps shapes, value by value.

    Args:
        module: The file.
        call: The call that makes the layer.
        given: Its input.
    """
    arguments = arguments_of(module, call, "keras.layers.Lambda") or {}
    function = arguments.get("function")
    if function is None or "output_shape" in arguments:
        return Inferred()
    if isinstance(function, ast.Lambda):
        names = [each.arg for each in function.args.args]
        made = _shape(module, function.body, names[0], given, 0) if len(names) == 1 else None
    else:
        name = _operation(module, function)
        made = None if name is None else operation(name, [given])
    return Inferred() if made is None else Inferred((made,), None, 0)


def _shape(module: Module, node: ast.expr, name: str, given: Shape, depth: int) -> Shape | None:
    """Return the shape of an expression of one variable; None where that is not certain."""
    if depth > _DEEPEST:
        return None
    if isinstance(node, ast.Name):
        return given if node.id == name else None
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        return _shape(module, node.operand, name, given, depth + 1)
    if isinstance(node, ast.BinOp):
        called, parts = type(node.op).__name__, [node.left, node.right]
    elif isinstance(node, ast.Call) and (found := _operation(module, node.func)) is not None:
        called, parts = found, node.args
    else:
        return None
    shapes = [
        _shape(module, part, name, given, depth + 1) for part in parts if not isinstance(part, ast.Constant)
    ]
    return operation(called, shapes)


def _operation(module: Module, node: ast.expr) -> str | None:
    name = module.name(node) or ""
    return name.rpartition(".")[2] if name.startswith(_OPERATIONS) else None
