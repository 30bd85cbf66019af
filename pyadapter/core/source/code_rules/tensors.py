"""Which names of a function hold tensors, as far as its text is certain."""

from __future__ import annotations

import ast
from functools import cached_property
from typing import TYPE_CHECKING

from pyadapter.core.source.code_rules.functions import attribute_of, attributes, self_name

if TYPE_CHECKING:
    from pyadapter.core.source.code_rules.functions import Traced
    from pyadapter.core.source.module import Module

_GIVEN = frozenset({"inputs", "y_true", "y_pred", "query", "key", "value", "context", "images"})
_PLAIN = frozenset({
    "get_static_value", "is_tensor", "rank", "shape", "size", "ndim", "dtype", "as_dtype", "int_shape",
})  # fmt: skip
_OPERATIONS = ("tensorflow.", "keras.ops.", "keras.activations.", "keras.losses.", "keras.random.")
_NO_OPERATIONS = (
    "tensorflow.data.", "tensorflow.config.", "tensorflow.io.", "tensorflow.keras.", "tensorflow.py_function",
    "tensorflow.numpy_function", "tensorflow.saved_model.", "tensorflow.TensorShape", "tensorflow.debugging.",
)  # fmt: skip
_DEEPEST = 40


class Tensors:
    """The tensors of a function.

    Args:
        module: The file.
        function: A function that is called with tensors.
    """

    def __init__(self, module: Module, function: Traced) -> None:
        self._module = module
        self._function = function
        self._self = self_name(function)
        self._step = function.role == "step"
        self._found: set[str] | None = None

    @property
    def names(self) -> set[str]:
        """The names, looked for when they are first asked for: most functions never are."""
        if self._found is None:
            self._found = _parameters(self._function) if self._function.entry else set()
            self._spread(self._function)
        return self._found

    @cached_property
    def _layers(self) -> frozenset[str]:
        """Attributes that are assigned: what is called of them is a layer; a method may return anything."""
        own = self._function.own
        return frozenset(attributes(own)) - frozenset(own.methods) if own is not None else frozenset()

    def holds(self, node: ast.expr | None, depth: int = 0) -> bool:  # noqa: PLR0911 -- one for each kind of expression
        """Whether an expression is certainly a tensor, or a list or dictionary with one."""
        if node is None or depth > _DEEPEST:
            return False
        if isinstance(node, ast.Name):
            return node.id in self.names
        if isinstance(node, ast.Attribute):
            return node.attr == "T" and self.holds(node.value, depth + 1)
        if isinstance(node, (ast.Subscript, ast.UnaryOp)):
            inner = node.value if isinstance(node, ast.Subscript) else node.operand
            return self.holds(inner, depth + 1)
        if isinstance(node, ast.BinOp):
            return self.holds(node.left, depth + 1) or self.holds(node.right, depth + 1)
        if isinstance(node, ast.Compare):
            return not any(
                isinstance(each, (ast.Is, ast.IsNot, ast.In, ast.NotIn)) for each in node.ops
            ) and (self.holds(node.left, depth + 1))
        if isinstance(node, (ast.Tuple, ast.List)):
            return any(self.holds(each, depth + 1) for each in node.elts)
        if isinstance(node, ast.IfExp):
            return self.holds(node.body, depth + 1) and self.holds(node.orelse, depth + 1)
        return isinstance(node, ast.Call) and self._returned(node, depth)

    def _returned(self, call: ast.Call, depth: int) -> bool:
        if not any(self.holds(each, depth + 1) for each in call.args):
            return False
        name = self._module.name(call.func)
        if name is not None:
            operation = name.startswith(_OPERATIONS) and not name.startswith(_NO_OPERATIONS)
            return operation and name.rpartition(".")[2] not in _PLAIN
        attribute = attribute_of(call.func, self._self)
        if attribute is not None:
            return attribute in self._layers
        return self._step and isinstance(call.func, ast.Name) and call.func.id == self._self

    def _spread(self, function: Traced) -> None:
        """Follow assignments until no name is added; a name that is ever given something else stays one."""
        nodes = function.nodes
        before = -1
        while len(self.names) != before:
            before = len(self.names)
            for node in nodes:
                if isinstance(node, ast.Assign) and self.holds(node.value):
                    for target in node.targets:
                        self._take(target)
                elif isinstance(node, ast.For) and self.holds(node.iter):
                    self._take(node.target)

    def _take(self, target: ast.expr) -> None:
        if isinstance(target, ast.Name):
            self.names.add(target.id)
        elif isinstance(target, (ast.Tuple, ast.List)):
            for each in target.elts:
                self._take(each)


def _parameters(function: Traced) -> set[str]:
    arguments = function.node.args
    given = arguments.args[1:] if function.own is not None else arguments.args
    plain = given[: len(given) - len(arguments.defaults)] if arguments.defaults else given
    if function.role == "function":
        return set()  # tf.function takes anything
    first = {each.arg for each in plain[:1] if _may_be(each)}
    return first | {each.arg for each in plain if each.arg in _GIVEN}


def _may_be(argument: ast.arg) -> bool:
    written = ast.unparse(argument.annotation) if argument.annotation is not None else ""
    return written not in {"int", "float", "bool", "str", "np.ndarray", "dict"}
