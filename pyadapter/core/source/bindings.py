"""What gives names their values: assignments, imports, definitions, arguments, targets of loops."""

from __future__ import annotations

import ast
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping


@dataclass(frozen=True, eq=False)
class Binding:
    """A statement that gives a name a value.

    Attributes:
        name: The name.
        node: The statement, argument or handler.
        value: What is assigned, where it is assigned whole.
        slot: Position in what is assigned, where it is unpacked: 1 for `b` of `a, b = f()`.
        imported: What an import names, dotted: `tensorflow.keras.layers`.
    """

    name: str
    node: ast.AST
    value: ast.expr | None = None
    slot: int | None = None
    imported: str | None = None

    @property
    def position(self) -> tuple[int, int]:
        """Where its statement begins: line and column."""
        return position(self.node)

    @property
    def is_assigned(self) -> bool:
        """Whether the name stands for all of `value`: not for a part, nor for what `with` makes of it."""
        return self.value is not None and self.slot is None and not isinstance(self.node, _WITHS)


def position(node: ast.AST) -> tuple[int, int]:
    """Return where a node begins: line and column, 0 for one that stands nowhere."""
    return (getattr(node, "lineno", 0), getattr(node, "col_offset", 0))


def bindings(nodes: Mapping[type[ast.AST], list[ast.AST]]) -> Iterator[Binding]:
    """List all bindings of a file.

    Args:
        nodes: Its nodes by their types.
    """
    for kind, read in _READERS.items():
        for node in nodes.get(kind, ()):
            yield from read(node)


def _assigned(node: ast.Assign) -> Iterator[Binding]:
    for target in node.targets:
        yield from _targets(target, node, node.value)


def _annotated(node: ast.AnnAssign) -> Iterator[Binding]:
    if node.value is not None:
        yield from _targets(node.target, node, node.value)


def _named(node: ast.NamedExpr) -> Iterator[Binding]:
    yield from _targets(node.target, node, node.value)


def _changed(node: ast.AugAssign | ast.For | ast.AsyncFor | ast.comprehension) -> Iterator[Binding]:
    yield from _targets(node.target, node, None)


def _entered(node: ast.With | ast.AsyncWith) -> Iterator[Binding]:
    for item in node.items:
        if item.optional_vars is not None:
            yield from _targets(item.optional_vars, node, item.context_expr)


def _deleted(node: ast.Delete) -> Iterator[Binding]:
    for target in node.targets:
        yield from _targets(target, node, None)


def _defined(node: ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef) -> Iterator[Binding]:
    yield Binding(node.name, node)


def _argument(node: ast.arg) -> Iterator[Binding]:
    yield Binding(node.arg, node)


def _caught(node: ast.ExceptHandler | ast.MatchAs | ast.MatchStar) -> Iterator[Binding]:
    if node.name is not None:
        yield Binding(node.name, node)


def _matched(node: ast.MatchMapping) -> Iterator[Binding]:
    if node.rest is not None:
        yield Binding(node.rest, node)


def _import(node: ast.Import) -> Iterator[Binding]:
    for each in node.names:
        first = each.name.partition(".")[0]
        yield Binding(each.asname or first, node, imported=each.name if each.asname else first)


def _import_from(node: ast.ImportFrom) -> Iterator[Binding]:
    for each in node.names:
        if each.name != "*":
            yield Binding(each.asname or each.name, node, imported=f"{origin(node)}.{each.name}")


def origin(node: ast.ImportFrom) -> str:
    """Return what is imported from, with the dots of a relative import."""
    return "." * node.level + (node.module or "")


def _targets(target: ast.expr, node: ast.AST, value: ast.expr | None) -> Iterator[Binding]:
    if isinstance(target, ast.Name):
        yield Binding(target.id, node, value)
    elif isinstance(target, (ast.Tuple, ast.List)):
        given = value.elts if isinstance(value, (ast.Tuple, ast.List)) else None
        spread = [*target.elts, *(given or ())]
        is_paired = given is not None and len(given) == len(target.elts)
        is_paired = is_paired and not any(isinstance(each, ast.Starred) for each in spread)
        for slot, each in enumerate(target.elts):
            if given is not None and is_paired:
                yield from _targets(each, node, given[slot])
            elif isinstance(each, ast.Name):
                # Behind `*rest` a position says nothing.
                known = not any(isinstance(before, ast.Starred) for before in target.elts[:slot])
                yield Binding(each.id, node, value if known else None, slot)
            else:
                yield from _targets(each.value if isinstance(each, ast.Starred) else each, node, None)


_WITHS = (ast.With, ast.AsyncWith)

_READERS: dict[type[ast.AST], Callable[..., Iterator[Binding]]] = {
    ast.Assign: _assigned,
    ast.AnnAssign: _annotated,
    ast.NamedExpr: _named,
    **dict.fromkeys((ast.AugAssign, ast.For, ast.AsyncFor, ast.comprehension), _changed),
    **dict.fromkeys(_WITHS, _entered),
    ast.Delete: _deleted,
    **dict.fromkeys((ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef), _defined),
    ast.arg: _argument,
    **dict.fromkeys((ast.ExceptHandler, ast.MatchAs, ast.MatchStar), _caught),
    ast.MatchMapping: _matched,
    ast.Import: _import,
    ast.ImportFrom: _import_from,
}
