"""Edits of whole statements: what is left out, and what is missing at the beginning of a function."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from pyadapter.core.source.diagnostic import Edit, Fix
from pyadapter.core.source.fixes.calls import without_argument
from pyadapter.core.source.keras_signatures import SIGNATURES
from pyadapter.core.source.span import Span

if TYPE_CHECKING:
    from pyadapter.core.source.module import Module


def left_out(module: Module, node: ast.AST) -> Fix | None:
    """Return the edit that leaves an argument out, or a call that is a statement by itself."""
    parent = module.parent(node)
    if isinstance(node, ast.keyword):
        return _argument_left_out(module, node, parent)
    if isinstance(parent, ast.keyword):
        return _argument_left_out(module, parent, module.parent(parent))
    if not isinstance(node, ast.Call) or not isinstance(parent, ast.Expr):
        return None
    span = module.span(parent)
    before, after = (
        module.lines[span.line - 1][: span.column],
        module.lines[span.end_line - 1][span.end_column :],
    )
    if before.strip() or after.strip():
        return None  # another statement, or a comment that says why
    block = next((each for each in _blocks(module.parent(parent)) if parent in each), [])
    line = Span(span.line, 0, span.end_line + 1, 0)
    edit = Edit(span, "pass") if len(block) == 1 else Edit(line, "")
    return Fix(f"Remove {ast.unparse(node.func)}()", (edit,))


def _argument_left_out(module: Module, keyword: ast.keyword, call: ast.AST | None) -> Fix | None:
    if not isinstance(call, ast.Call):
        return None
    edit = without_argument(module, call, keyword.value)
    return None if edit is None else Fix(f"Remove {keyword.arg}", (edit,))


def _blocks(node: ast.AST | None) -> list[list[ast.stmt]]:
    names = ("body", "orelse", "finalbody")
    return [each for name in names if isinstance(each := getattr(node, name, None), list)]


def with_super_init(module: Module, function: ast.AST) -> Fix | None:
    """Return the edit that calls `super().__init__` first, with the options that the function takes along."""
    if not isinstance(function, ast.FunctionDef) or function.name != "__init__":
        return None
    body = function.body[1:] if ast.get_docstring(function, clean=False) is not None else function.body
    if not body:
        return None
    begin = module.span(body[0])
    indent = module.lines[begin.line - 1][: begin.column]
    if indent.strip():
        return None  # `def __init__(self): self.x = 1`
    options = function.args.kwarg
    used = any(
        isinstance(each, ast.Name) and options is not None and each.id == options.arg
        for each in ast.walk(function)
    )
    if used:
        return None
    passed = [f"{name}={name}" for name in _of_base(module, function)]
    given = ", ".join([*passed, *([f"**{options.arg}"] if options is not None else [])])
    at = Span(begin.line, begin.column, begin.line, begin.column)
    return Fix("Call super().__init__()", (Edit(at, f"super().__init__({given})\n{indent}"),), preferred=True)


def _of_base(module: Module, function: ast.FunctionDef) -> list[str]:
    """List the parameters of a constructor that the class of Keras takes, too."""
    own = module.parent(function)
    base = module.name(own.bases[0]) if isinstance(own, ast.ClassDef) and own.bases else None
    taken = set((SIGNATURES.get(base or "") or "name trainable dtype").split())
    return [each.arg for each in (*function.args.args[1:], *function.args.kwonlyargs) if each.arg in taken]
