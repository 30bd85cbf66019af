"""Labels that a source puts in the order of their classes: `np.repeat([0, 1], 50)`, folder after folder."""

from __future__ import annotations

import ast
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pyadapter.core.source.class_parts import counted, in_loop, is_apart
from pyadapter.core.source.values import number_of, value_of

if TYPE_CHECKING:
    from pyadapter.core.source.module import Module

_DEEPEST = 12
_FEWEST = 10
"""Rows that make an order, as `core.causes.sorted_split` has it."""

_KEEPING_METHODS = frozenset({"astype", "copy", "flatten", "numpy", "ravel", "reshape", "squeeze"})
_KEEPING = frozenset({
    "numpy.array", "numpy.asarray", "numpy.expand_dims", "numpy.ravel", "numpy.reshape", "numpy.squeeze",
    "numpy.int32", "numpy.int64", "numpy.float32", "pandas.Series", "pandas.get_dummies",
    "keras.utils.to_categorical", "keras.utils.np_utils.to_categorical", "keras.ops.one_hot",
    "tensorflow.cast", "tensorflow.constant", "tensorflow.convert_to_tensor", "tensorflow.expand_dims",
    "tensorflow.one_hot", "tensorflow.reshape",
})  # fmt: skip
"""Functions that leave rows where they are."""

_ENCODERS = frozenset({"sklearn.preprocessing.LabelEncoder", "sklearn.preprocessing.LabelBinarizer"})
_CONCATENATING = frozenset({"numpy.concatenate", "tensorflow.concat"})
_CONCATENATING = frozenset({"numpy.concatenate", "tensorflow.concat"})
_JOINING = _CONCATENATING | {"numpy.append", "numpy.hstack", "numpy.vstack"}
_COLLECTIONS = frozenset({"sklearn.datasets.load_iris", "sklearn.datasets.load_wine"})
"""Data whose rows come class by class: scikit-learn's documentation looks up rows 10, 25 and 50 of the one
and 10, 80 and 140 of the other, and gets their classes in order."""


@dataclass(frozen=True, eq=False)
class Order:
    """Rows in the order of their classes.

    Attributes:
        node: The expression that puts them there.
        names: Places where names stand for them on the way to `fit`.
    """

    node: ast.AST
    names: tuple[ast.Name, ...] = ()


class Orders:
    """What a file says of the order of its labels.

    Args:
        module: The file.
    """

    def __init__(self, module: Module) -> None:
        self._module = module
        self._names: list[ast.Name] = []

    def of(self, node: ast.expr | None) -> Order | None:
        """Return what sorts labels by their classes; None where nothing does, or it is not certain."""
        self._names = []
        found = self._of(node, None, 0)
        return None if found is None else Order(found, tuple(self._names))

    def _of(self, node: ast.expr | None, slot: int | None, depth: int) -> ast.AST | None:
        """Look at an expression, or at one of the parts that it is unpacked into."""
        if node is None or depth > _DEEPEST:
            return None
        if isinstance(node, ast.Name):
            return self._of_name(node, slot, depth)
        if isinstance(node, ast.Tuple) and slot is not None:
            return self._of(node.elts[slot], None, depth + 1) if slot < len(node.elts) else None
        if slot is None and isinstance(node, ast.BinOp):
            lists = _added(node)
            whole = all(map(_is_list, lists)) and self._is_long(lists)
            return node if whole and is_apart(self._module, lists) else None
        if isinstance(node, (ast.Subscript, ast.Attribute)) and slot is None:
            return self._of_part(node, depth)
        return self._of_call(node, slot, depth) if isinstance(node, ast.Call) else None

    def _of_name(self, node: ast.Name, slot: int | None, depth: int) -> ast.AST | None:
        binding = self._module.scopes.binding(node.id, node)
        if binding is None or binding.value is None or isinstance(binding.node, (ast.With, ast.AsyncWith)):
            return None
        if binding.slot is not None and slot is not None:
            return None
        self._names.append(node)
        if isinstance(binding.value, ast.List) and not binding.value.elts:
            return in_loop(self._module, binding)
        return self._of(binding.value, slot if binding.slot is None else binding.slot, depth + 1)

    def _of_part(self, node: ast.Subscript | ast.Attribute, depth: int) -> ast.AST | None:
        """Look at `y[:, None]`, `y.values`, `iris.target` and `iris["target"]`."""
        if isinstance(node, ast.Attribute):
            part: object = node.attr
            if part in {"values", "T"}:
                return self._of(node.value, None, depth + 1) if part == "values" else None
        else:
            index = node.slice
            if isinstance(index, ast.Tuple) and index.elts and _is_all(index.elts[0]):
                return self._of(node.value, None, depth + 1)
            part = value_of(self._module, index)
        made = self._made(node.value)
        if part == "target" and made is not None and self._module.name(made.func) in _COLLECTIONS:
            return made
        return None

    def _of_call(self, node: ast.Call, slot: int | None, depth: int) -> ast.AST | None:
        name = self._module.name(node.func)
        if name in _COLLECTIONS:
            pair = any(
                each.arg == "return_X_y" and value_of(self._module, each.value) is True
                for each in node.keywords
            )
            return node if pair and slot == 1 else None
        returned = self._returned(node)
        if returned is not None:
            return self._of(returned, slot, depth + 1)
        if slot is not None:
            return None
        if name is None:
            return self._of_method(node, depth)
        return self._of_function(node, name, depth) if node.args else None

    def _of_function(self, node: ast.Call, name: str, depth: int) -> ast.AST | None:
        if name in _KEEPING:
            return self._of(node.args[0], None, depth + 1)
        if name in _JOINING:
            return self._joined(node, name, depth)
        sorts = name == "numpy.sort" and len(node.args) == 1 and not node.keywords
        return node if sorts or (name == "numpy.repeat" and self._repeats(node)) else None

    def _of_method(self, node: ast.Call, depth: int) -> ast.AST | None:
        if not isinstance(node.func, ast.Attribute):
            return None
        method, receiver = node.func.attr, node.func.value
        if method in _KEEPING_METHODS:
            return self._of(receiver, None, depth + 1)
        made = self._made(receiver)
        is_encoder = made is not None and self._module.name(made.func) in _ENCODERS
        if is_encoder and method in {"fit_transform", "transform"} and node.args:
            return self._of(node.args[0], None, depth + 1)
        return None

    def _joined(self, node: ast.Call, name: str, depth: int) -> ast.AST | None:
        first = node.args[0]
        axis = next((each.value for each in node.keywords if each.arg == "axis"), None)
        if name in _CONCATENATING and len(node.args) > 1:
            axis = node.args[1]
        if axis is not None and value_of(self._module, axis) != 0:
            return None
        if isinstance(first, ast.Name):
            return self._of_name(first, None, depth)  # a list that a loop has filled
        if isinstance(first, (ast.ListComp, ast.GeneratorExp)):
            return node if counted(self._module, first) else None
        parts = node.args[:2] if name == "numpy.append" else getattr(first, "elts", [])
        if any(isinstance(each, ast.Starred) for each in parts) or not self._is_long(parts):
            return None
        columns = name in {"numpy.hstack", "numpy.vstack"}
        if columns and not all(self._is_upright(each, name == "numpy.vstack") for each in parts):
            return None
        return node if is_apart(self._module, parts) else None

    def _is_upright(self, part: ast.expr, stacked: bool) -> bool:
        """Whether rows of a part stay rows: `hstack` wants vectors, `vstack` columns."""
        made = self._made(part)
        shape = made.args[0] if made is not None and made.args else None
        return isinstance(self._followed(shape), ast.Tuple) is stacked if shape is not None else not stacked

    def _is_long(self, parts: list[ast.expr]) -> bool:
        """Whether there are rows enough for an order, for all one knows."""
        sizes = [self._size(each) for each in parts]
        return any(size is None for size in sizes) or sum(size or 0 for size in sizes) >= _FEWEST

    def _size(self, part: ast.expr) -> float | None:
        made = self._followed(part)
        if isinstance(made, ast.List):
            return len(made.elts)
        if isinstance(made, ast.BinOp) and isinstance(made.op, ast.Mult):
            many = made.right if isinstance(made.left, ast.List) else made.left
            return number_of(value_of(self._module, many))
        if isinstance(made, ast.Call) and made.args:
            size = value_of(self._module, made.args[0])
            return number_of(size[0] if isinstance(size, tuple) and size else size)
        return None

    def _repeats(self, node: ast.Call) -> bool:
        """Whether `np.repeat` is given numbers of classes, each once."""
        if len(node.args) != 2 or node.keywords:  # noqa: PLR2004 -- values, how often
            return False
        classes = self._followed(node.args[0])
        if isinstance(classes, ast.Call):
            if self._module.name(classes.func) in _KEEPING and classes.args:
                classes = classes.args[0]
            elif self._module.name(classes.func) in {"builtins.range", "numpy.arange"}:
                return bool(value_of(self._module, classes.args[0] if classes.args else None) != 1)
        values = value_of(self._module, classes)
        known = isinstance(values, (list, tuple)) and all(number_of(each) is not None for each in values)
        times = number_of(value_of(self._module, node.args[1]))
        return (
            known
            and len(set(values)) == len(values) > 1
            and (times is None or times * len(values) >= _FEWEST)
        )

    def _followed(self, node: ast.expr | None) -> ast.expr | None:
        """Follow a name to what it was given."""
        binding = self._module.scopes.binding(node.id, node) if isinstance(node, ast.Name) else None
        return binding.value if binding is not None and binding.is_assigned else node

    def _made(self, node: ast.expr) -> ast.Call | None:
        made = self._followed(node)
        return made if isinstance(made, ast.Call) else None

    def _returned(self, call: ast.Call) -> ast.expr | None:
        """Return what a function of the file gives back, where it does so once."""
        binding = (
            self._module.scopes.binding(call.func.id, call.func) if isinstance(call.func, ast.Name) else None
        )
        function = None if binding is None else binding.node
        if not isinstance(function, ast.FunctionDef):
            return None
        returns = [
            each.value
            for each in self._module.all(ast.Return)
            if self._module.scopes.around(each).node is function
        ]
        return returns[0] if len(returns) == 1 else None


def _added(node: ast.expr) -> list[ast.expr]:
    """Return the parts of a sum of lists."""
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
        return [*_added(node.left), *_added(node.right)]
    return [node]


def _is_list(node: ast.expr) -> bool:
    """Whether a part is a list, or one that is repeated: a sum of arrays is no longer one."""
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mult):
        return isinstance(node.left, ast.List) or isinstance(node.right, ast.List)
    return isinstance(node, ast.List)


def _is_all(node: ast.expr) -> bool:
    return isinstance(node, ast.Slice) and node.lower is node.upper is node.step is None
