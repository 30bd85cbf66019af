"""Edits of the arguments of a call; all else stays as the user wrote it."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from pyadapter.core.source.diagnostic import Edit
from pyadapter.core.source.span import Span

if TYPE_CHECKING:
    from pyadapter.core.source.module import Module


def with_argument(module: Module, call: ast.Call, name: str, given: ast.AST | None, text: str) -> Edit | None:
    """Give a call an argument.

    Args:
        module: The file.
        call: The call.
        name: Of the argument.
        given: Its value as it is, None where the call does not give it.
        text: Its new value.

    Returns:
        None where it is not certain where to write it.
    """
    if given is not None:
        return Edit(module.span(given), text)
    end = module.span(call)
    given_now: list[ast.expr | ast.keyword] = [*call.args, *call.keywords]
    arguments = sorted(given_now, key=lambda each: (each.lineno, each.col_offset))
    if not arguments:
        at = Span(end.end_line, end.end_column - 1, end.end_line, end.end_column - 1)
        return Edit(at, f"{name}={text}")
    last = module.span(arguments[-1])
    rest = module.written(Span(last.end_line, last.end_column, end.end_line, end.end_column))
    if not rest.strip().endswith(")") or rest.count(")") != 1 or "#" in rest:
        return None  # `Dense((10))`
    return Edit(Span(last.end_line, last.end_column, last.end_line, last.end_column), f", {name}={text}")


def without_argument(module: Module, call: ast.Call, value: ast.AST) -> Edit | None:
    """Take an argument away from a call, with the comma before it, or behind it."""
    arguments: list[ast.expr | ast.keyword] = sorted(
        [*call.args, *call.keywords], key=lambda each: (each.lineno, each.col_offset)
    )
    place = next(
        (
            index
            for index, each in enumerate(arguments)
            if each is value or (isinstance(each, ast.keyword) and each.value is value)
        ),
        None,
    )
    if place is None:
        return None
    own = module.span(arguments[place])
    if not isinstance(arguments[place], ast.keyword) and arguments[place] is not call.args[-1]:
        return None  # those behind it would mean something else
    if place:
        before = module.span(arguments[place - 1])
        own = Span(before.end_line, before.end_column, own.end_line, own.end_column)
    elif len(arguments) > 1:
        after = module.span(arguments[1])
        own = Span(own.line, own.column, after.line, after.column)
    return None if "#" in module.written(own) else Edit(own, "")  # a comment may be about what is left


def with_options(module: Module, node: ast.Call, wanted: ast.Call) -> tuple[str, list[Edit]] | None:
    """Give a call of the user's own the options that the same call has elsewhere: `training=True`."""
    given = {each.arg: each.value for each in node.keywords}
    edits: list[Edit] = []
    words: list[str] = []
    for each in wanted.keywords:
        known = given.get(each.arg)
        if each.arg is None or (known is not None and ast.dump(known) == ast.dump(each.value)):
            continue
        text = ast.unparse(each.value)
        edit = with_argument(module, node, each.arg, known, text)
        if edit is None:
            return None
        edits.append(edit)
        words.append(f"{each.arg}={text}")
    return (f"Use {', '.join(words)}", edits) if edits else None


def inserted_before(module: Module, call: ast.Call, text: str) -> Edit | None:
    """Put a layer before another: in a list, by `add`, or by a call on the same name.

    Args:
        module: The file.
        call: The call that makes the layer.
        text: Code of the new layer, `layers.Flatten()`.
    """
    parent = module.parent(call)
    span = module.span(call)
    at = Span(span.line, span.column, span.line, span.column)
    if isinstance(parent, (ast.List, ast.Tuple)):
        alone = not module.lines[span.line - 1][: span.column].strip()
        return Edit(at, f"{text},\n{' ' * span.column}" if alone else f"{text}, ")
    statement = module.statement(call)
    if statement is None:
        return None
    begin = module.span(statement)
    line = Span(begin.line, begin.column, begin.line, begin.column)
    indent = "\n" + module.lines[begin.line - 1][: begin.column]
    if indent.strip():
        return None
    if isinstance(parent, ast.Call) and isinstance(parent.func, ast.Attribute) and parent.func.attr == "add":
        return Edit(line, f"{ast.unparse(parent.func)}({text}){indent}")
    if isinstance(parent, ast.Call) and parent.func is call and isinstance(statement, ast.Assign):
        given, target = parent.args[:1], statement.targets[0]
        same = len(given) == 1 and ast.unparse(given[0]) == ast.unparse(target)
        return Edit(line, f"{ast.unparse(target)} = {text}({ast.unparse(target)}){indent}") if same else None
    return None
