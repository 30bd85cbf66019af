"""Check `super-init-missing`: a layer or model whose `__init__` never calls that of Keras.

Keras raises RuntimeError at the first call ("forgot to call `super().__init__()`",
`keras/src/layers/layer.py`); attributes that are set before it are fine in Keras 3, an error in tf_keras.
"""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from pyadapter.core.causes.diagnosis import Diagnosis
from pyadapter.core.finding import Cause
from pyadapter.core.source.check import Check

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from pyadapter.core.source.classes import OwnClass
    from pyadapter.core.source.module import Module
    from pyadapter.core.source.network import Network

CHECK = Check(
    code="super-init-missing",
    title="`super().__init__()` is missing",
    why=(
        "Keras sets up a layer, model, loss or metric in its `__init__`: names, dtype, the lists of "
        "weights and sublayers. A subclass that does not call it fails at its first use."
    ),
    level="error",
    faulty=(
        "import keras\n\n"
        "class Scale(keras.layers.Layer):\n"
        "    def __init__(self, factor):\n"
        "        self.factor = factor\n\n"
        "    def call(self, x):\n"
        "        return x * self.factor\n"
    ),
    healthy=(
        "import keras\n\n"
        "class Scale(keras.layers.Layer):\n"
        "    def __init__(self, factor):\n"
        "        super().__init__()\n"
        "        self.factor = factor\n\n"
        "    def call(self, x):\n"
        "        return x * self.factor\n"
    ),
    source="https://keras.io/guides/making_new_layers_and_models_via_subclassing/",
)

_BASES = frozenset({
    "keras.layers.Layer", "keras.Layer", "keras.Model", "keras.models.Model", "keras.losses.Loss",
    "keras.Loss", "keras.metrics.Metric", "keras.Metric",
})  # fmt: skip


def check(module: Module, classes: Iterable[OwnClass], _: Iterable[Network] = ()) -> Iterator[Diagnosis]:
    """Look for an `__init__` in which no other `__init__` is called."""
    for own in classes:
        init = own.methods.get("__init__")
        direct = len(own.node.bases) == 1 and module.name(own.node.bases[0]) in _BASES
        if init is None or not direct or _calls_another(init) or own.node.decorator_list:
            continue
        if not any(isinstance(each, (ast.Assign, ast.AnnAssign)) for each in init.body):
            continue  # a stub, or one that only raises
        yield Diagnosis(
            Cause(
                "super-init-missing",
                f"`{own.node.name}.__init__` does not call `super().__init__()`: Keras refuses to use it.",
                "super().__init__()",
                module.place(init),
                "certain",
            ),
            kind="exception",
            title="super().__init__() is missing",
        )


def _calls_another(init: ast.AST) -> bool:
    for node in ast.walk(init):
        if isinstance(node, ast.Attribute) and node.attr == "__init__":
            return True
        if isinstance(node, ast.Name) and node.id == "super":
            return True
    return False
