"""A file as the checks see it: its tree, what its names stand for, and the text of its nodes."""

from __future__ import annotations

import ast
import builtins
from functools import lru_cache
from typing import TYPE_CHECKING, TypeVar

from pyadapter.core.source.bindings import position
from pyadapter.core.source.keras_signatures import SIGNATURES
from pyadapter.core.source.parsing import parse, without_collecting
from pyadapter.core.source.scopes import Scopes
from pyadapter.core.source.span import Place, Span
from pyadapter.core.source.tree import nodes_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

Node = TypeVar("Node", bound=ast.AST)

_DEEPEST = 10

_SAME = (
    ("tensorflow.compat.v2.", "tensorflow."),
    ("tensorflow.python.keras.", "keras."),
    ("tensorflow.keras.", "keras."),
    ("tf_keras.", "keras."),
    ("keras.api.", "keras."),
    ("keras.layers.experimental.preprocessing.", "keras.layers."),
    ("keras.optimizers.legacy.", "keras.optimizers."),
    ("keras.optimizers.experimental.", "keras.optimizers."),
    ("keras.engine.", "keras."),
    ("keras.src.", "keras."),
    ("tensorflow.math.", "tensorflow."),
)
"""Other names of one thing; each is looked at once, in this order."""

_MODULES = {
    "tensorflow.keras": "keras",
    "tensorflow.compat.v2": "tensorflow",
    "tensorflow.compat.v2.keras": "keras",
    "tensorflow.python.keras": "keras",
    "tf_keras": "keras",
    "keras.api": "keras",
}


class Module:
    r"""A file.

    Args:
        text: All of it.

    Attributes:
        text: With `\n` at the ends of lines.
        lines: Without them.
        tree: Of what could be parsed.
        left_out: Lines that could not, 1-based.
    """

    def __init__(self, text: str) -> None:
        self.text = text.replace("\r\n", "\n").replace("\r", "\n").removeprefix("\ufeff")
        self.lines = self.text.split("\n")
        with without_collecting():
            parsed = parse(self.text)
            nodes = nodes_of(parsed.tree)
        self.tree, self.left_out = parsed.tree, parsed.left_out
        self._by_type, self._parents = nodes.by_type, nodes.parents
        self._dotted_names: dict[ast.AST, str | None] = {}
        self._by_name: dict[str, list[ast.Name]] = {}
        self._by_attribute: dict[str, list[ast.Attribute]] = {}
        self._by_receiver: dict[tuple[str | None, str], list[ast.Call]] = {}
        self._on_receiver: dict[tuple[str, ...], list[ast.Call]] = {}
        self._said: dict[str, bool] = {}
        self.scopes = Scopes(self.tree, nodes)
        self.known: Callable[[str], bool] = SIGNATURES.__contains__
        """Whether a dotted name is one of Keras's public ones: what `from keras.layers import *` can mean."""

    def all(self, kind: type[Node]) -> list[Node]:
        """Return all nodes of a type, in the order of the text but for parts of one expression."""
        return self._by_type.get(kind, [])  # type: ignore[return-value]

    def names(self, name: str) -> list[ast.Name]:
        """Return all places where a name is read or given a value, whichever scopes they are in."""
        if not self._by_name:
            for node in self.all(ast.Name):
                self._by_name.setdefault(node.id, []).append(node)
        return self._by_name.get(name, [])

    def attributes(self, name: str) -> list[ast.Attribute]:
        """Return all places where an attribute of a name is read or set, whatever it is of."""
        if not self._by_attribute:
            for node in self.all(ast.Attribute):
                self._by_attribute.setdefault(node.attr, []).append(node)
        return self._by_attribute.get(name, [])

    def calls_of(self, *methods: str) -> list[ast.Call]:
        """Return the calls of methods of these names, on whatever object, in the order of the text."""
        called = (each for name in methods for each in self.attributes(name))
        calls = ((self.parent(each), each) for each in called)
        found = (call for call, each in calls if isinstance(call, ast.Call) and call.func is each)
        return sorted(found, key=position)

    def calls_on(self, receiver: str, *methods: str) -> list[ast.Call]:
        """Return those of them that are called on a name, as `self.model`, in the order of the text."""
        if not self._by_receiver:
            for node in self.all(ast.Call):
                if isinstance(node.func, ast.Attribute):
                    key = (spelled(node.func.value), node.func.attr)
                    self._by_receiver.setdefault(key, []).append(node)
        wanted = (receiver, *methods)
        if wanted not in self._on_receiver:
            found = (each for name in methods for each in self._by_receiver.get((receiver, name), ()))
            self._on_receiver[wanted] = sorted(found, key=position)
        return self._on_receiver[wanted]

    def says(self, word: str) -> bool:
        """Whether a word is in the text, anywhere."""
        if word not in self._said:
            self._said[word] = word in self.text
        return self._said[word]

    def parent(self, node: ast.AST) -> ast.AST | None:
        """Return the node around a node."""
        return self._parents.get(node)

    def ancestors(self, node: ast.AST) -> Iterator[ast.AST]:
        """List the nodes around a node, the nearest first."""
        at = self._parents.get(node)
        while at is not None:
            yield at
            at = self._parents.get(at)

    def statement(self, node: ast.AST) -> ast.stmt | None:
        """Return the statement that a node is, or is in."""
        if isinstance(node, ast.stmt):
            return node
        return next((each for each in self.ancestors(node) if isinstance(each, ast.stmt)), None)

    def span(self, node: ast.AST) -> Span:
        """Return the text of a node, counted in characters."""
        line, end = getattr(node, "lineno", 1), getattr(node, "end_lineno", None)
        column, end_column = getattr(node, "col_offset", 0), getattr(node, "end_col_offset", None)
        last = end or line
        return Span(line, self._characters(line, column), last, self._characters(last, end_column or column))

    def place(self, node: ast.AST) -> Place:
        """Return where a node stands, for the facts that rules look at."""
        return Place("", getattr(node, "lineno", 1), None, node)

    def written(self, span: Span) -> str:
        """Return the text of a stretch."""
        lines = self.lines[span.line - 1 : span.end_line]
        if not lines:
            return ""
        lines[-1] = lines[-1][: span.end_column]
        lines[0] = lines[0][span.column :]
        return "\n".join(lines)

    def name(self, expression: ast.AST | None) -> str | None:
        """Return what an expression names, dotted, with one spelling for each thing of Keras.

        Returns:
            `keras.layers.Dense` for `tf.keras.layers.Dense`, `L.Dense` and `Dense`, whichever way they were
            imported; `tensorflow.where`, `numpy.random.rand`, `builtins.print`; None for anything that is not
            certain, and for what the file itself defines.
        """
        found = self._dotted(expression, 0)
        return None if found is None else one_spelling(found)

    def raw_name(self, expression: ast.AST | None) -> str | None:
        """Return the same as it was imported: `tensorflow.keras.layers.Dense`."""
        return self._dotted(expression, 0)

    def _dotted(self, node: ast.AST | None, depth: int = 0) -> str | None:
        if isinstance(node, ast.Attribute) and depth <= _DEEPEST:
            inner = self._dotted(node.value, depth + 1)
            return None if inner is None else f"{inner}.{node.attr}"
        if not isinstance(node, ast.Name):
            return None
        if node not in self._dotted_names:
            self._dotted_names[node] = None  # of a name that stands for itself
            self._dotted_names[node] = self._named(node, depth)
        return self._dotted_names[node]

    def _named(self, node: ast.Name, depth: int) -> str | None:
        bindings = self.scopes.bindings_of(node.id, node)
        if not bindings:
            return self._unbound(node.id)
        imported = {one_spelling(each.imported) if each.imported else None for each in bindings}
        if len(imported) == 1 and None not in imported and not self.scopes.escapes(node.id):
            # One of `try: import … except ImportError: import …`.
            return bindings[0].imported
        binding = self.scopes.binding(node.id, node)
        if binding is None or binding.imported is not None:
            return None if binding is None else binding.imported
        is_alias = isinstance(binding.value, (ast.Attribute, ast.Name)) and binding.is_assigned
        return self._dotted(binding.value, depth + 1) if is_alias else None

    def _unbound(self, name: str) -> str | None:
        stars = [one_spelling(f"{star}.{name}") for star in self.scopes.stars()]
        if any(map(self.known, stars)):
            return next(filter(self.known, stars))
        if not all(star.startswith("keras.") for star in stars):
            return None  # `from numpy import *` has an `abs` of its own
        return f"builtins.{name}" if hasattr(builtins, name) else None

    def _characters(self, line: int, column: int) -> int:
        """Turn a column that counts UTF-8 bytes into one that counts characters."""
        text = self.lines[line - 1] if 0 < line <= len(self.lines) else ""
        if text.isascii():
            return column
        return len(text.encode(errors="replace")[:column].decode(errors="ignore"))


def spelled(node: ast.AST | None) -> str | None:
    """Return a name as it is written, `self.model`; None for any other expression."""
    parts: list[str] = []
    while isinstance(node, ast.Attribute):
        parts.append(node.attr)
        node = node.value
    return ".".join([node.id, *reversed(parts)]) if isinstance(node, ast.Name) else None


@lru_cache(maxsize=4096)
def one_spelling(name: str) -> str:
    """Return the one name for what has several: `keras.…` for Keras wherever it is found."""
    name = _MODULES.get(name, name)
    for prefix, instead in _SAME:
        if name.startswith(prefix):
            name = instead + name[len(prefix) :]
    return name
