"""Scopes of a file, and which statement gave a name its value; where that depends on the run, nothing is said."""

from __future__ import annotations

import ast
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

Function = ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda
_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)
_COMPREHENSIONS = (ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)
_LOOPS = (ast.For, ast.AsyncFor, ast.While)


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


@dataclass(eq=False)
class Scope:
    """The module, a class or a function.

    Attributes:
        node: Its node.
        parent: The scope around it.
        bindings: By name, in the order of the text.
        stars: Modules of which everything is imported.
        escaping: Names that an inner function assigns by `global` or `nonlocal`.
    """

    node: ast.AST
    parent: Scope | None = None
    bindings: dict[str, list[Binding]] = field(default_factory=dict)
    stars: list[str] = field(default_factory=list)
    escaping: set[str] = field(default_factory=set)


class Scopes:
    """All scopes of a file.

    Args:
        tree: The file.
        parents: The node around each node.
    """

    def __init__(self, tree: ast.Module, parents: Mapping[ast.AST, ast.AST]) -> None:
        self.module = Scope(tree)
        self._parents = parents
        self._scopes: dict[ast.AST, Scope] = {tree: self.module}
        for node in ast.walk(tree):
            self._take_in(node)
        for scope in self._scopes.values():
            for bindings in scope.bindings.values():
                bindings.sort(key=lambda each: _position(each.node))

    def around(self, node: ast.AST) -> Scope:
        """Return the scope that a node is evaluated in."""
        at, last = self._parents.get(node), node
        while at is not None:
            if isinstance(at, _COMPREHENSIONS) and last in at.generators:
                pass
            elif isinstance(at, (*_FUNCTIONS, ast.ClassDef)) and _inside(at, last):
                return self.of(at)
            at, last = self._parents.get(at), at
        return self.module

    def of(self, node: ast.AST) -> Scope:
        """Return the scope that a class or function opens."""
        if node not in self._scopes:
            self._scopes[node] = Scope(node, self.around(node))
        return self._scopes[node]

    def stars(self) -> list[str]:
        """Return the modules of which everything is imported, the last one first."""
        return [*reversed(self.module.stars)]

    def bindings_of(self, name: str, node: ast.AST) -> list[Binding]:
        """Return all bindings of a name in the scope where a node sees it; none where nothing binds it."""
        scope: Scope | None = self.around(node)
        first = True
        while scope is not None:
            visible = first or not isinstance(scope.node, ast.ClassDef)
            if visible and name in scope.bindings:
                return scope.bindings[name]
            first = False
            scope = scope.parent
        return []

    def binding(self, name: str, node: ast.AST) -> Binding | None:
        """Return the one binding that a name has where a node reads it.

        Returns:
            None where nothing binds it, or where it depends on the run which of several does.
        """
        found = self.bindings_of(name, node)
        if not found:
            return None
        home = self._home(found[0])
        if name in home.escaping:
            return None
        if home is not self.around(node):
            return found[0] if len(found) == 1 else None
        return self._last_before(found, node)

    def _last_before(self, bindings: list[Binding], node: ast.AST) -> Binding | None:
        """Return the last binding before a node, where it is always run before, and none after it comes back."""
        here = self._path(node)
        loops = [place[0] for place in here if isinstance(place[0], _LOOPS)]
        before: Binding | None = None
        for binding in bindings:
            there = self._path(binding.node)
            if _position(binding.node) >= _position(self._statement(node)) and binding.node is not node:
                if any(loop is place[0] for loop in loops for place in there):
                    return None  # the next round of the loop sees it
                continue
            before = binding
        if before is None:
            return None
        return before if self._always(self._path(before.node), here) else None

    def _always(self, there: list[tuple[ast.AST, str]], here: list[tuple[ast.AST, str]]) -> bool:
        """Whether what has run one statement has run another one before: its blocks are around it, too."""
        around = {(id(node), block) for node, block in here}
        return all((id(node), block) in around or _always_runs(node, block) for node, block in there)

    def _path(self, node: ast.AST) -> list[tuple[ast.AST, str]]:
        """Return the compound statements around a node up to its scope, with the block of each it is in."""
        path: list[tuple[ast.AST, str]] = []
        last, at = node, self._parents.get(node)
        while at is not None and not isinstance(at, (*_FUNCTIONS, ast.ClassDef, ast.Module)):
            if isinstance(at, ast.stmt):
                path.append((at, _block(at, last)))
            last, at = at, self._parents.get(at)
        return path

    def _statement(self, node: ast.AST) -> ast.AST:
        at: ast.AST | None = node
        while at is not None and not isinstance(at, ast.stmt):
            at = self._parents.get(at)
        return at or node

    def _home(self, binding: Binding) -> Scope:
        if isinstance(binding.node, ast.arg):
            return self.around(binding.node)
        scope = self.around(binding.node)
        return scope if binding in scope.bindings.get(binding.name, ()) else self.module

    def _take_in(self, node: ast.AST) -> None:
        """Note what a node binds."""
        if isinstance(node, (ast.Global, ast.Nonlocal)):
            for scope in self._scopes.values():
                scope.escaping.update(node.names)
            self.module.escaping.update(node.names)
            return
        for binding in _bindings(node):
            scope = self.around(binding.node)
            scope.bindings.setdefault(binding.name, []).append(binding)
        if isinstance(node, ast.ImportFrom) and any(each.name == "*" for each in node.names):
            self.around(node).stars.append(node.module or "")


def _inside(around: ast.AST, child: ast.AST) -> bool:
    """Whether a child of a class or function is evaluated in its scope: decorators and defaults are not."""
    if isinstance(around, ast.Lambda):
        return child is around.body or child is around.args
    if isinstance(around, ast.ClassDef):
        return child in around.body
    assert isinstance(around, (ast.FunctionDef, ast.AsyncFunctionDef))  # noqa: S101 -- as is called
    return child in around.body or child is around.args


def _bindings(node: ast.AST) -> Iterator[Binding]:
    if isinstance(node, ast.Assign):
        for target in node.targets:
            yield from _targets(target, node, node.value)
    elif (isinstance(node, ast.AnnAssign) and node.value is not None) or isinstance(node, ast.NamedExpr):
        yield from _targets(node.target, node, node.value)
    elif isinstance(node, ast.AugAssign) or isinstance(node, (ast.For, ast.AsyncFor)):
        yield from _targets(node.target, node, None)
    elif isinstance(node, (ast.With, ast.AsyncWith)):
        for item in node.items:
            if item.optional_vars is not None:
                yield from _targets(item.optional_vars, node, item.context_expr)
    elif isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
        yield Binding(node.name, node)
    elif isinstance(node, ast.arg):
        yield Binding(node.arg, node)
    elif (isinstance(node, ast.ExceptHandler) and node.name) or (
        isinstance(node, (ast.MatchAs, ast.MatchStar)) and node.name
    ):
        yield Binding(node.name, node)
    elif isinstance(node, ast.Delete):
        for target in node.targets:
            yield from _targets(target, node, None)
    else:
        yield from _imports(node)


def _imports(node: ast.AST) -> Iterator[Binding]:
    if isinstance(node, ast.Import):
        for each in node.names:
            if each.asname:
                yield Binding(each.asname, node, imported=each.name)
            else:
                first = each.name.partition(".")[0]
                yield Binding(first, node, imported=first)
    elif isinstance(node, ast.ImportFrom):
        for each in node.names:
            if each.name != "*":
                module = "." * node.level + (node.module or "")
                yield Binding(each.asname or each.name, node, imported=f"{module}.{each.name}")


def _targets(target: ast.expr, node: ast.AST, value: ast.expr | None) -> Iterator[Binding]:
    if isinstance(target, ast.Name):
        yield Binding(target.id, node, value)
    elif isinstance(target, (ast.Tuple, ast.List)):
        given = value.elts if isinstance(value, (ast.Tuple, ast.List)) else None
        whole = given is not None and len(given) == len(target.elts)
        for slot, each in enumerate(target.elts):
            if isinstance(each, ast.Starred):
                yield from _targets(each.value, node, None)
            elif isinstance(each, ast.Name):
                part = given[slot] if given is not None and whole else value
                yield Binding(each.id, node, part, None if whole else slot)
            else:
                yield from _targets(each, node, None)


def _block(around: ast.stmt, child: ast.AST) -> str:
    for name in ("body", "orelse", "finalbody", "handlers", "cases"):
        if child in (getattr(around, name, None) or ()):
            return name
    return ""


def _always_runs(node: ast.AST, block: str) -> bool:
    """Whether what is in a block has run when its statement has: of `with`, and of a script's own part."""
    if isinstance(node, (ast.With, ast.AsyncWith)) or not block:
        return True
    if isinstance(node, ast.If) and block == "body":
        test = node.test
        if isinstance(test, ast.Constant):
            return bool(test.value)
        main = isinstance(test, ast.Compare) and isinstance(test.left, ast.Name)
        return main and isinstance(test.left, ast.Name) and test.left.id == "__name__"
    return isinstance(node, ast.Try) and block in {"body", "finalbody"}


def _position(node: ast.AST) -> tuple[int, int]:
    return (getattr(node, "lineno", 0), getattr(node, "col_offset", 0))
