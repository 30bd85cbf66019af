"""What has changed between two texts of a Python file: functions that can be exchanged, and all the rest."""

from __future__ import annotations

import ast
from dataclasses import dataclass, field
from typing import TypeVar

_Function = (ast.FunctionDef, ast.AsyncFunctionDef)
_Import = (ast.Import, ast.ImportFrom)
_LONGEST = 60
"""Characters of a statement that a sentence quotes."""

T = TypeVar("T")


@dataclass(frozen=True)
class Edit:
    """Something that has changed.

    Attributes:
        name: Qualified name of the function, class, or of what it is in; empty for the module.
        line: 1-based line in the new text.
        why: Why it cannot be reloaded.
    """

    name: str
    line: int
    why: str


@dataclass
class Edits:
    """What has changed in a file.

    Attributes:
        changed: Qualified names of functions with another body; inner ones count to the function around them.
        added: Names of functions that are new in the module or in a class.
        defaults: By qualified name, positional and keyword defaults that are others now.
        imports: New statements that import.
        refused: What cannot be reloaded.
    """

    changed: list[str] = field(default_factory=list)
    added: list[str] = field(default_factory=list)
    defaults: dict[str, tuple[tuple[object, ...], dict[str, object]]] = field(default_factory=dict)
    imports: list[ast.stmt] = field(default_factory=list)
    refused: list[Edit] = field(default_factory=list)


def compare(old: str, new: str) -> Edits:
    """Compare two texts.

    Raises:
        SyntaxError: The new one is no Python.
    """
    edits = Edits()
    _compare_bodies(ast.parse(old).body, ast.parse(new).body, "", edits)
    return edits


def _compare_bodies(old: list[ast.stmt], new: list[ast.stmt], where: str, edits: Edits) -> None:
    before = {_key(each): each for each in old if _is_definition(each)}
    for each in new:
        if not _is_definition(each):
            continue
        known = before.get(_key(each))
        name = f"{where}{_key(each)[0]}"
        if type(known) is type(each) and isinstance(each, ast.ClassDef) and isinstance(known, ast.ClassDef):
            _compare_classes(known, each, name, edits)
        elif isinstance(each, _Function) and isinstance(known, _Function):
            _compare_functions(known, each, name, edits)
        elif isinstance(each, _Function) and known is None:
            _add(each, name, edits)
        else:
            edits.refused.append(Edit(name, each.lineno, f"class {name} is new"))
    _compare_statements(old, new, where, edits)


def _compare_statements(old: list[ast.stmt], new: list[ast.stmt], where: str, edits: Edits) -> None:
    known = [_text(each) for each in old if not _is_definition(each)]
    for each in new:
        text = _text(each)
        if _is_definition(each) or _is_docstring(each):
            continue
        if text in known:
            known.remove(text)
        elif isinstance(each, _Import) and not where:
            edits.imports.append(each)
        else:
            what = f"an attribute of class {where[:-1]}" if where else "a statement of the module"
            quoted = ast.unparse(each).splitlines()[0][:_LONGEST]
            edits.refused.append(Edit(where[:-1], each.lineno, f"{quoted} is {what}, which has run already"))


def _compare_classes(old: ast.ClassDef, new: ast.ClassDef, name: str, edits: Edits) -> None:
    if _texts((*old.bases, *old.keywords)) != _texts((*new.bases, *new.keywords)):
        edits.refused.append(Edit(name, new.lineno, f"class {name} has other bases"))
    if _texts(old.decorator_list) != _texts(new.decorator_list):
        edits.refused.append(Edit(name, new.lineno, f"class {name} has other decorators"))
    _compare_bodies(old.body, new.body, f"{name}.", edits)


def _compare_functions(
    old: ast.FunctionDef | ast.AsyncFunctionDef,
    new: ast.FunctionDef | ast.AsyncFunctionDef,
    name: str,
    edits: Edits,
) -> None:
    if _texts(old.decorator_list) != _texts(new.decorator_list):
        edits.refused.append(Edit(name, new.lineno, f"{name} has other decorators"))
    if _parameters(old.args) != _parameters(new.args) or type(old) is not type(new):
        edits.refused.append(Edit(name, new.lineno, f"{name} has other parameters"))
        return
    if _texts(_all_defaults(old.args)) != _texts(_all_defaults(new.args)):
        values = _values(new.args)
        if values is None:
            edits.refused.append(Edit(name, new.lineno, f"{name} has defaults that are computed"))
        else:
            edits.defaults[name] = values
            edits.changed.append(name)
    if _texts(old.body) != _texts(new.body) and name not in edits.changed:
        edits.changed.append(name)


def _add(new: ast.FunctionDef | ast.AsyncFunctionDef, name: str, edits: Edits) -> None:
    values = _values(new.args)
    if new.decorator_list or values is None:
        why = "decorators" if new.decorator_list else "defaults that are computed"
        edits.refused.append(Edit(name, new.lineno, f"{name} is new and has {why}"))
        return
    edits.added.append(name)
    edits.defaults[name] = values


def _is_definition(statement: ast.stmt) -> bool:
    return isinstance(statement, (*_Function, ast.ClassDef))


def _is_docstring(statement: ast.stmt) -> bool:
    return isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant)


def _key(statement: ast.stmt) -> tuple[str, str]:
    # A property's getter and setter have one name, and other decorators.
    name = str(getattr(statement, "name", ""))
    decorators = [ast.unparse(each) for each in getattr(statement, "decorator_list", ())]
    return name, next((each for each in decorators if each.startswith(f"{name}.")), "")


def _text(node: ast.AST) -> str:
    return ast.dump(node)


def _texts(nodes: list[T] | tuple[T, ...]) -> list[str]:
    return [_text(each) for each in nodes if isinstance(each, ast.AST)]


def _parameters(arguments: ast.arguments) -> list[tuple[str, ...]]:
    groups = (arguments.posonlyargs, arguments.args, arguments.kwonlyargs)
    named = [tuple(each.arg for each in group) for group in groups]
    return [*named, *((each.arg,) if each else () for each in (arguments.vararg, arguments.kwarg))]


def _all_defaults(arguments: ast.arguments) -> list[ast.expr]:
    absent = ast.Constant(None)
    return [*arguments.defaults, *(each or absent for each in arguments.kw_defaults)]


def _values(arguments: ast.arguments) -> tuple[tuple[object, ...], dict[str, object]] | None:
    try:
        positional = tuple(ast.literal_eval(each) for each in arguments.defaults)
        pairs = zip(arguments.kwonlyargs, arguments.kw_defaults, strict=True)
        return positional, {each.arg: ast.literal_eval(value) for each, value in pairs if value is not None}
    except ValueError:
        return None
