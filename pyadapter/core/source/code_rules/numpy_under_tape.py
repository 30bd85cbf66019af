"""Check `numpy-under-tape`: a value leaves TensorFlow on its way to the loss.

In a graph tensors have no values, and NumPy raises; under a tape it computes a constant, which passes no
gradient on (TensorFlow's guide to automatic differentiation, "Took gradients through non-TensorFlow ops").
"""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from pyadapter.core.causes.diagnosis import Diagnosis
from pyadapter.core.causes.non_differentiable import INSTEAD_OF_NUMPY, by_numpy
from pyadapter.core.finding import Cause
from pyadapter.core.source.check import Check
from pyadapter.core.source.code_rules.functions import guarded, traced
from pyadapter.core.source.code_rules.recorded import break_of
from pyadapter.core.source.code_rules.tapes import tapes
from pyadapter.core.source.code_rules.tensors import Tensors

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from pyadapter.core.source.classes import OwnClass
    from pyadapter.core.source.module import Module
    from pyadapter.core.source.network import Network

CHECK = Check(
    code="numpy-under-tape",
    title="`.numpy()` or NumPy on the way to the loss",
    why=(
        "What NumPy computes is a constant to the tape: the gradient of everything before it is None, and "
        "in a graph, as `fit` runs `call` and losses, NumPy raises an error. Compute with `tf` or "
        "`keras.ops`. To print or to keep the loss, `.numpy()` behind the tape is fine."
    ),
    level="error",
    faulty=(
        "import keras\nimport numpy as np\n\n"
        "class Logs(keras.losses.Loss):\n"
        "    def call(self, y_true, y_pred):\n"
        "        return np.mean(np.square(y_true - y_pred))\n"
    ),
    healthy=(
        "import keras\nfrom keras import ops\n\n"
        "class Logs(keras.losses.Loss):\n"
        "    def call(self, y_true, y_pred):\n"
        "        return ops.mean(ops.square(y_true - y_pred))\n"
    ),
    source="https://www.tensorflow.org/guide/autodiff#2_did_calculations_outside_of_tensorflow",
)

_OF_SHAPES = frozenset({"shape", "ndim", "size", "dtype", "result_type"})


def check(module: Module, classes: Iterable[OwnClass], _: Iterable[Network] = ()) -> Iterator[Diagnosis]:
    """Look for NumPy in functions that are traced, and between a model and its loss under a tape."""
    seen: set[ast.AST] = set()
    for function in traced(module, classes):
        tensors = Tensors(module, function)
        for node in function.nodes:
            written = _leaves(module, tensors, node)
            if written is None or guarded(module, node) or module.parent(node) in seen:
                continue
            seen.add(node)
            what = f"`{written}` needs values, and while `{function.place}` is traced tensors have none."
            yield _diagnosis(Cause("numpy-under-tape", what, INSTEAD_OF_NUMPY, module.place(node), "certain"))
    for tape in tapes(module):
        broken = break_of(module, tape)
        if broken is not None and broken.node not in seen:
            cause = by_numpy(broken.name, broken.node.lineno, module.place(broken.node))
            yield _diagnosis(Cause("numpy-under-tape", cause.message, cause.fix, cause.location, "certain"))


def _leaves(module: Module, tensors: Tensors, node: ast.AST) -> str | None:
    """Return what takes values out of TensorFlow, as the user writes it."""
    if not isinstance(node, ast.Call):
        return None
    name = module.name(node.func)
    if name is not None and name.startswith("numpy.") and not name.startswith("numpy.random."):
        if name.rpartition(".")[2] in _OF_SHAPES:
            return None
        given = any(tensors.holds(each) for each in node.args)
        return ast.unparse(node.func) if given else None
    if isinstance(node.func, ast.Attribute) and node.func.attr == "numpy" and not node.args and name is None:
        return ".numpy()" if tensors.holds(node.func.value) else None
    return None


def _diagnosis(cause: Cause) -> Diagnosis:
    return Diagnosis(
        cause,
        kind="gradient-missing",
        title="NumPy on the way to the loss",
        explains=frozenset({"exception"}),
    )
