"""Scopes of a file, and which statement gave a name its value: nothing where that depends on the run."""

from __future__ import annotations

import ast
from bisect import bisect_left
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from pyadapter.core.source.bindings import Binding, bindings, origin, position

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pyadapter.core.source.tree import Nodes

__all__ = ["Binding", "Scope", "Scopes"]

_COMPREHENSIONS = (ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)
_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)
_LOOPS = (ast.For, ast.AsyncFor, ast.While)
_TRIES = ("Try", "TryStar")
_BLOCKS = ("body", "orelse", "finalbody")

Path = tuple[tuple[ast.AST, str], ...]
"""Compound statements around a statement up to its scope, the nearest first, each with the block it is in."""


@dataclass(eq=False)
class Scope:
    """The module, a class or a function.

    Attributes:
        node: Its node.
        parent: The scope around it.
        bindings: By name, in the order of the text.
    """

    node: ast.AST
    parent: Scope | None = None
    bindings: dict[str, list[Binding]] = field(default_factory=dict)


class Scopes:
    """All scopes of a file.

    Args:
        tree: The file.
        nodes: Its nodes.
    """

    def __init__(self, tree: ast.Module, nodes: Nodes) -> None:
        self.module = Scope(tree)
        self._parents: Mapping[ast.AST, ast.AST] = nodes.parents
        self._scopes: dict[ast.AST, Scope] = {tree: self.module}
        self._paths: dict[ast.AST, Path] = {}
        self._comprehended: dict[ast.AST, dict[str, Binding]] = {}
        self._escaping: set[str] = set()
        self._stars: list[str] = []
        self._take_in(nodes)

    def around(self, node: ast.AST) -> Scope:
        """Return the module, class or function that a node is evaluated in."""
        before, last, at = node, node, self._parents.get(node)
        while at is not None:
            if isinstance(at, (*_FUNCTIONS, ast.ClassDef)) and _is_inside(at, last, before, node):
                return self.of(at)
            before, last, at = last, at, self._parents.get(at)
        return self.module

    def of(self, node: ast.AST) -> Scope:
        """Return the scope that a class or function opens."""
        if node not in self._scopes:
            self._scopes[node] = Scope(node, self.around(node))
        return self._scopes[node]

    def stars(self) -> list[str]:
        """Return the modules of which everything is imported, the last one first."""
        return self._stars

    def escapes(self, name: str) -> bool:
        """Whether a function may give a name of a scope around it another value."""
        return name in self._escaping

    def bindings_of(self, name: str, node: ast.AST) -> list[Binding]:
        """Return all bindings of a name in the scope where a node sees it; none where nothing binds it."""
        return self._seen(name, node)[1]

    def binding(self, name: str, node: ast.AST) -> Binding | None:
        """Return the one binding that a name has where a node reads it.

        Returns:
            None where nothing binds it, or where it depends on the run which of several does.
        """
        scope, found = self._seen(name, node)
        if not found or self.escapes(name):
            return None
        if scope is None or isinstance(scope.node, ast.Lambda) or scope is not self.around(node):
            return found[0] if len(found) == 1 else None
        return self._last_before(found, node)

    def has_run(self, node: ast.AST, before: ast.AST) -> bool:
        """Whether one statement has always run where another one runs that is called or written later."""
        return _has_run(self._path(self._statement(node)), self._path(self._statement(before)))

    def _seen(self, name: str, node: ast.AST) -> tuple[Scope | None, list[Binding]]:
        """Find the scope that binds a name for a node; a comprehension has none that stands for itself."""
        inner = self._comprehension(name, node)
        if inner is not None:
            return None, [inner]
        here = self.around(node)
        scope: Scope | None = here
        while scope is not None:
            is_visible = scope is here or not isinstance(scope.node, ast.ClassDef)
            if is_visible and name in scope.bindings:
                return scope, scope.bindings[name]
            scope = scope.parent
        return None, []

    def _comprehension(self, name: str, node: ast.AST) -> Binding | None:
        """Find the variable of a comprehension around a node; what the first loop runs over is outside."""
        if not self._comprehended:
            return None
        before, last, at = node, node, self._parents.get(node)
        while at is not None and not isinstance(at, ast.stmt):
            found = self._comprehended.get(at, {}).get(name)
            if found is not None and isinstance(at, _COMPREHENSIONS):
                first = at.generators[0]
                if last is not first or before is not first.iter:
                    return found
            before, last, at = last, at, self._parents.get(at)
        return None

    def _last_before(self, found: list[Binding], node: ast.AST) -> Binding | None:
        """Return the last binding before a node, where it has always run, and no later one comes back."""
        statement = self._statement(node)
        here = self._path(statement)
        if isinstance(statement, ast.While) and statement is not node:
            here = ((statement, ""), *here)
        cut = bisect_left(found, position(statement), key=lambda each: each.position)
        if cut < len(found) and found[cut].node is node:
            cut += 1
        loops = [around for around, _ in here if isinstance(around, _LOOPS)]
        if loops and cut < len(found) and found[cut].position < _end(loops[-1]):
            return None  # the next round of the loop sees it
        if cut == 0:
            return None
        there = self._path(self._statement(found[cut - 1].node))
        return found[cut - 1] if _has_run(there, here) else None

    def _path(self, statement: ast.AST) -> Path:
        if statement not in self._paths:
            path: list[tuple[ast.AST, str]] = []
            last, at = statement, self._parents.get(statement)
            # An argument is bound when its function is called: what holds it is no block.
            while at is not None and not isinstance(
                at, (*_FUNCTIONS, ast.arguments, ast.ClassDef, ast.Module)
            ):
                path.append((at, _block(at, last)))
                last, at = at, self._parents.get(at)
            self._paths[statement] = tuple(path)
        return self._paths[statement]

    def _statement(self, node: ast.AST) -> ast.AST:
        """Return the statement that a node is in; for an argument of a function the argument."""
        at: ast.AST | None = node
        while at is not None and not isinstance(at, (ast.stmt, ast.arg, ast.ExceptHandler, ast.match_case)):
            at = self._parents.get(at)
        return at or node

    def _take_in(self, nodes: Nodes) -> None:
        for binding in bindings(nodes.by_type):
            if isinstance(binding.node, ast.comprehension):
                around = self._parents[binding.node]
                self._comprehended.setdefault(around, {})[binding.name] = binding
            else:
                self.around(binding.node).bindings.setdefault(binding.name, []).append(binding)
        for scope in self._scopes.values():
            for several in scope.bindings.values():
                several.sort(key=lambda each: each.position)
        for each in (*nodes.by_type.get(ast.Global, ()), *nodes.by_type.get(ast.Nonlocal, ())):
            if isinstance(each, (ast.Global, ast.Nonlocal)):
                self._escaping.update(each.names)
        for each in reversed(nodes.by_type.get(ast.ImportFrom, ())):
            if isinstance(each, ast.ImportFrom) and any(name.name == "*" for name in each.names):
                self._stars.append(origin(each))


def _is_inside(around: ast.AST, child: ast.AST, inner: ast.AST, node: ast.AST) -> bool:
    """Whether a node is evaluated in a class or function: decorators, defaults and annotations are not.

    Args:
        around: The class or function.
        child: Its child that the node is in.
        inner: The child of that.
        node: The node.
    """
    if isinstance(around, ast.Lambda) and child is around.body:
        return True
    if isinstance(child, ast.arguments):
        return node is child or (node is inner and isinstance(inner, ast.arg))
    return isinstance(child, ast.stmt)


def _block(around: ast.AST, child: ast.AST) -> str:
    """Name the block of a compound statement that a statement is in."""
    if isinstance(around, (ast.ExceptHandler, ast.match_case)):
        return "body"
    return next((name for name in _BLOCKS if child in getattr(around, name, ())), "")


def _has_run(there: Path, here: Path) -> bool:
    """Whether what is run at one place has run what is at another: its blocks are around it, too."""
    around = {id(node): block for node, block in here}
    for node, block in there:
        if around.get(id(node)) == block:
            continue
        if type(node).__name__ in _TRIES and around.get(id(node)) == "":
            return False  # a handler does not know how far it came
        if not _always_runs(node, block):
            return False
    return True


def _always_runs(node: ast.AST, block: str) -> bool:
    """Whether what is in a block has run when its statement has: of `with`, and of a script's own part."""
    if isinstance(node, (ast.With, ast.AsyncWith)):
        return True
    if type(node).__name__ in _TRIES:
        return block in {"body", "finalbody"}
    if isinstance(node, ast.If) and block == "body":
        test = node.test
        if isinstance(test, ast.Constant):
            return bool(test.value)
        left = test.left if isinstance(test, ast.Compare) else None
        return isinstance(left, ast.Name) and left.id == "__name__"
    return False


def _end(node: ast.AST) -> tuple[int, int]:
    return (getattr(node, "end_lineno", 0), getattr(node, "end_col_offset", 0))
