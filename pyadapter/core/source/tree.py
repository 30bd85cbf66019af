"""All nodes of a syntax tree by their types, and the node around each: one pass, however deep the tree is."""

from __future__ import annotations

import ast
from collections import defaultdict
from dataclasses import dataclass
from typing import Any

_LEAVES = (ast.alias, ast.Constant, ast.Global, ast.MatchSingleton, ast.Name, ast.Nonlocal)
_PLAIN = frozenset({
    "arg", "asname", "attr", "conversion", "ctx", "id", "is_async", "kind", "kwd_attrs", "level", "module",
    "name", "op", "ops", "rest", "simple", "tag", "type_comment", "type_ignores",
})  # fmt: skip
"""Fields that hold no nodes, or operators and contexts, of which all uses are one object."""


@dataclass(frozen=True, eq=False)
class Nodes:
    """A tree.

    Attributes:
        by_type: In the order of the text, but for parts of one expression.
        parents: The node around each, but for names of operators.
    """

    by_type: dict[type[ast.AST], list[ast.AST]]
    parents: dict[ast.AST, ast.AST]


def nodes_of(tree: ast.Module) -> Nodes:
    """Look at every node once."""
    by_type: defaultdict[type[ast.AST], list[ast.AST]] = defaultdict(list)
    parents: dict[ast.AST, ast.AST] = {}
    stack: list[ast.AST] = [tree]
    pop, push, fields_of = stack.pop, stack.append, _FIELDS
    while stack:
        node = pop()
        kind = node.__class__
        by_type[kind].append(node)
        for name in fields_of[kind]:
            value: Any = getattr(node, name)
            if value.__class__ is list:
                for child in reversed(value):
                    if child is not None:
                        parents[child] = node
                        push(child)
            elif value is not None:
                parents[value] = node
                push(value)
    return Nodes(dict(by_type), parents)


def _children(kind: type[ast.AST]) -> tuple[str, ...]:
    """Return the fields that hold nodes, the last in the text first."""
    if issubclass(kind, _LEAVES):
        return ()
    if kind.__name__ == "TypeAlias":
        return tuple(reversed(kind._fields))
    fields = [name for name in kind._fields if name not in _PLAIN]
    first = [name for name in fields if name == "decorator_list"]
    return tuple(reversed(first + [name for name in fields if name not in first]))


_FIELDS: dict[type[ast.AST], tuple[str, ...]] = {
    kind: _children(kind)
    for kind in vars(ast).values()
    if isinstance(kind, type) and issubclass(kind, ast.AST)
}
