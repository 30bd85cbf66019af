"""Parts of labels that are of one class each: `np.zeros(50)`, `[1] * 50`, what a loop appends."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from pyadapter.core.source.values import number_of, value_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pyadapter.core.source.bindings import Binding
    from pyadapter.core.source.module import Module

_FILLED = {
    "numpy.zeros": 0.0, "numpy.zeros_like": 0.0, "tensorflow.zeros": 0.0, "tensorflow.zeros_like": 0.0,
    "numpy.ones": 1.0, "numpy.ones_like": 1.0, "tensorflow.ones": 1.0, "tensorflow.ones_like": 1.0,
}  # fmt: skip
_FULL = frozenset({"numpy.full", "numpy.full_like", "tensorflow.fill"})
_COUNTING = frozenset({"builtins.enumerate", "builtins.range", "numpy.arange"})
_DEEPEST = 8


def is_apart(module: Module, parts: Sequence[ast.expr]) -> bool:
    """Whether each of several parts is of one class, and no class is in two of them."""
    classes = [constant_of(module, each) for each in parts]
    return len(classes) > 1 and None not in classes and len(set(classes)) == len(classes)


def constant_of(module: Module, node: ast.expr, depth: int = 0) -> float | None:
    """Return the one number that all values of an array or a list are; None where that is not certain."""
    if depth > _DEEPEST:
        return None
    if isinstance(node, ast.Name):
        binding = module.scopes.binding(node.id, node)
        value = binding.value if binding is not None and binding.is_assigned else None
        return None if value is None else constant_of(module, value, depth + 1)
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        inner = constant_of(module, node.operand, depth + 1)
        return None if inner is None else -inner
    if isinstance(node, ast.List):
        values = value_of(module, node)
        numbers = {number_of(each) for each in values} if isinstance(values, list) else set()
        return numbers.pop() if len(numbers) == 1 else None
    if isinstance(node, ast.BinOp):
        return _scaled(module, node, depth)
    return _made(module, node, depth) if isinstance(node, ast.Call) else None


def _scaled(module: Module, node: ast.BinOp, depth: int) -> float | None:
    """Look at `[0] * 50` and `2 * np.ones(50)`."""
    if not isinstance(node.op, ast.Mult):
        return None
    for array, factor in ((node.left, node.right), (node.right, node.left)):
        inner = constant_of(module, array, depth + 1)
        if inner is not None:
            if isinstance(array, ast.List):
                return inner
            times = number_of(value_of(module, factor))
            return None if times is None else inner * times
    return None


def _made(module: Module, node: ast.Call, depth: int) -> float | None:
    name = module.name(node.func)
    if name in _FILLED:
        return _FILLED[name]
    if name in _FULL and len(node.args) > 1:
        return number_of(value_of(module, node.args[1]))
    if name in {"numpy.array", "numpy.asarray"} and node.args:
        return constant_of(module, node.args[0], depth + 1)
    if name is None and isinstance(node.func, ast.Attribute) and node.func.attr in {"astype", "reshape"}:
        return constant_of(module, node.func.value, depth + 1)
    return None


def counted(module: Module, node: ast.ListComp | ast.GeneratorExp) -> bool:
    """Whether a comprehension makes a part for each class: `[np.full(50, k) for k in range(3)]`."""
    if len(node.generators) != 1 or node.generators[0].ifs:
        return False
    loop = node.generators[0]
    return _is_of(module, node.elt, _counter(module, loop.target, loop.iter))


def in_loop(module: Module, binding: Binding) -> ast.AST | None:
    """Return what appends to an empty list, class by class; None where that is not certain.

    Args:
        module: The file.
        binding: What gives the list its name.
    """
    same = module.names(binding.name)
    uses = [each for each in same if binding in module.scopes.bindings_of(each.id, each)]
    calls = [call for each in uses if (call := _call_on(module, each)) is not None]
    loops = [each for each in module.ancestors(binding.node) if isinstance(each, (ast.For, ast.While))]
    if len(calls) != 1 or loops or len(calls[0].args) != 1 or calls[0].keywords:
        return None
    call = calls[0]
    around = [each for each in module.ancestors(call) if isinstance(each, (ast.For, ast.AsyncFor, ast.While))]
    if not around or any(isinstance(each, ast.While) for each in around[1:]):
        return None
    method = call.func.attr if isinstance(call.func, ast.Attribute) else ""
    given = call.args[0]
    for place, loop in enumerate(around):
        if not isinstance(loop, ast.For) or (place + 1 < len(around)):
            continue  # a loop inside another one comes to each class again
        name = _counter(module, loop.target, loop.iter)
        if name is None or len(module.scopes.bindings_of(name, call)) != 1:
            return None
        is_number = isinstance(given, ast.Name) and given.id == name
        one_each = method == "append" and is_number and place > 0
        if one_each or _is_of(module, given, name):
            return call
    return None


def _call_on(module: Module, node: ast.Name) -> ast.Call | None:
    """Return the call of a method of a list that changes it."""
    attribute = module.parent(node)
    call = module.parent(attribute) if isinstance(attribute, ast.Attribute) else None
    return call if isinstance(call, ast.Call) and call.func is attribute else None


def _counter(module: Module, target: ast.expr, over: ast.expr) -> str | None:
    """Return the name that counts the rounds of a loop."""
    name = module.name(over.func) if isinstance(over, ast.Call) else None
    if name not in _COUNTING:
        return None
    if name == "builtins.enumerate":
        target = target.elts[0] if isinstance(target, ast.Tuple) and target.elts else target
    return target.id if isinstance(target, ast.Name) else None


def _is_of(module: Module, part: ast.expr, name: str | None) -> bool:
    """Whether all values of a part are a variable: `np.full(50, k)`, `[k] * 50`."""
    if name is None:
        return False
    value: ast.expr | None = None
    if isinstance(part, ast.Call) and module.name(part.func) in _FULL and len(part.args) > 1:
        value = part.args[1]
    elif isinstance(part, ast.BinOp) and isinstance(part.op, ast.Mult):
        listed = part.left if isinstance(part.left, ast.List) else part.right
        value = listed.elts[0] if isinstance(listed, ast.List) and len(listed.elts) == 1 else None
    return isinstance(value, ast.Name) and value.id == name
