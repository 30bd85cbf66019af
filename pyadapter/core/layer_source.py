"""What the source of a class says about how it is made and called."""

from __future__ import annotations

import ast
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator


@dataclass(frozen=True)
class InputStructure:
    """What a method does with its first argument.

    Attributes:
        parts: It is taken apart into so many tensors; 0 where it is one.
        keys: It is a dictionary with these keys.
        sure: Whether it can be nothing else: `inputs[0]` could also take a row.
    """

    parts: int = 0
    keys: tuple[str, ...] = ()
    sure: bool = True


def class_names(source: str) -> tuple[str, ...]:
    """Return the classes that a script defines at its top level, also within `if` and `try`.

    Raises:
        SyntaxError: It is no Python.
    """
    nodes = _top_level(ast.parse(source).body)
    return tuple(node.name for node in nodes if isinstance(node, ast.ClassDef))


def _top_level(body: list[ast.stmt]) -> Iterator[ast.stmt]:
    for node in body:
        yield node
        for name in ("body", "orelse", "finalbody"):
            if isinstance(node, (ast.If, ast.Try, ast.With)):
                yield from _top_level(getattr(node, name, []))


def constructions(source: str, name: str) -> tuple[ast.Call, ...]:
    """Return the calls of a class in a script, in the order of its lines.

    Raises:
        SyntaxError: It is no Python.
    """
    calls = [
        node
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == name
    ]
    return tuple(sorted(calls, key=lambda call: call.lineno))


def method_of(class_source: str, method: str) -> ast.FunctionDef | None:
    """Return a method of the first class in some source; None where it has none of its own."""
    for node in ast.walk(ast.parse(class_source)):
        if isinstance(node, ast.ClassDef):
            for inner in node.body:
                if isinstance(inner, ast.FunctionDef) and inner.name == method:
                    return inner
            return None
    return None


def input_structure(class_source: str, method: str) -> InputStructure:  # noqa: C901 -- a rule a branch
    """Say what a method expects as its first argument after `self`."""
    function = method_of(class_source, method)
    if function is None or len(function.args.args) < 2:  # noqa: PLR2004 -- self and one more
        return InputStructure()
    name = function.args.args[1].arg
    indices: set[int] = set()
    keys: list[str] = []
    for node in ast.walk(function):
        if isinstance(node, ast.Assign) and _is(node.value, name):
            parts = next(
                (len(each.elts) for each in node.targets if isinstance(each, (ast.Tuple, ast.List))), 0
            )
            if parts:
                return InputStructure(parts)
        if isinstance(node, ast.Subscript) and _is(node.value, name) and isinstance(node.slice, ast.Constant):
            if isinstance(node.slice.value, str):
                keys.append(node.slice.value)
            elif isinstance(node.slice.value, int):
                indices.add(node.slice.value)
    if keys:
        return InputStructure(keys=tuple(dict.fromkeys(keys)))
    if indices and min(indices) >= 0:
        return InputStructure(max(indices) + 1, sure=len(indices) > 1)
    if _build_takes_several(class_source):
        return InputStructure(2)
    return InputStructure()


def _build_takes_several(class_source: str) -> bool:
    """Whether `build` indexes its shape twice, as in `input_shape[0][-1]`."""
    build = method_of(class_source, "build")
    if build is None or len(build.args.args) < 2:  # noqa: PLR2004 -- as above
        return False
    name = build.args.args[1].arg
    return any(
        isinstance(node, ast.Subscript)
        and isinstance(node.value, ast.Subscript)
        and _is(node.value.value, name)
        for node in ast.walk(build)
    )


def _is(node: ast.expr, name: str) -> bool:
    return isinstance(node, ast.Name) and node.id == name


def attributes_of_self(class_source: str, method: str, offset: int = 0) -> dict[int, tuple[str, ...]]:
    """Return which attributes of `self` a method uses on which line.

    Args:
        class_source: Source of the class.
        method: The method.
        offset: Added to line numbers: the line of the file where the source begins, minus 1.
    """
    function = method_of(class_source, method)
    found: dict[int, list[str]] = {}
    for node in ast.walk(function) if function is not None else ():
        if isinstance(node, ast.Attribute) and _is(node.value, "self"):
            found.setdefault(node.lineno + offset, []).append(node.attr)
    return {line: tuple(dict.fromkeys(names)) for line, names in found.items()}


def operands_on(class_source: str, method: str, line: int) -> tuple[str | None, tuple[str, ...]]:
    """Return the call or operator of a line, and the names that it is given, in order.

    Args:
        class_source: Source of the class.
        method: The method.
        line: 1-based line within the source.

    Returns:
        For `ops.matmul(x, self.kernel)`: `matmul` and `("x", "self.kernel")`; `@` counts as matmul.
    """
    function = method_of(class_source, method)
    found: list[tuple[str | None, tuple[str, ...]]] = []
    for node in ast.walk(function) if function is not None else ():
        if not getattr(node, "lineno", 0) <= line <= (getattr(node, "end_lineno", 0) or 0):
            continue
        if isinstance(node, ast.Call):
            called = node.func
            name = called.attr if isinstance(called, ast.Attribute) else getattr(called, "id", None)
            found.append((name, tuple(filter(None, map(_name, node.args)))))
        elif isinstance(node, ast.BinOp) and isinstance(node.op, ast.MatMult):
            found.append(("matmul", tuple(filter(None, map(_name, (node.left, node.right))))))
    products = (each for each in found if each[0] in {"matmul", "dot"})
    return next(products, found[0] if found else (None, ()))


def assigned_call(class_source: str, method: str, name: str) -> tuple[int, ast.Call] | None:
    """Return the line within the source, and the call, that gives a local its value last."""
    function = method_of(class_source, method)
    found = None
    for node in ast.walk(function) if function is not None else ():
        if (
            isinstance(node, ast.Assign)
            and isinstance(node.value, ast.Call)
            and any(_is(each, name) for each in node.targets)
        ):
            found = node.lineno, node.value
    return found


def with_axis(call: ast.Call, axis: int) -> str | None:
    """Return a call with another `axis`, as code; None where it names none."""
    if all(keyword.arg != "axis" for keyword in call.keywords):
        return None
    kept = [each for each in call.keywords if each.arg != "axis"]
    changed = ast.Call(call.func, call.args, [*kept, ast.keyword("axis", ast.Constant(axis))])
    return ast.unparse(ast.fix_missing_locations(changed))


def _name(node: ast.expr) -> str | None:
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute) and _is(node.value, "self"):
        return f"self.{node.attr}"
    return None
