"""Check `layer-made-in-call`: a layer with weights that is made anew each time `call` runs.

TensorFlow's guide to `tf.function` ("Creating tf.Variables"): variables may only be made on the first call;
Keras 3 compiled by `fit` raises ValueError, and run eagerly it trains weights that are thrown away.
"""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from pyadapter.core.causes.diagnosis import Diagnosis
from pyadapter.core.finding import Cause
from pyadapter.core.source.check import Check
from pyadapter.core.source.code_rules.functions import attribute_of, guarded, self_name, traced

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from pyadapter.core.source.classes import OwnClass
    from pyadapter.core.source.module import Module
    from pyadapter.core.source.network import Network

CHECK = Check(
    code="layer-made-in-call",
    title="A layer with weights is made in `call`",
    why=(
        "Each call makes new weights, which nothing has trained and nothing keeps: they are not among the "
        "model's weights. Compiled, as by `fit`, it raises an error about singleton variables. Make layers "
        "in `__init__`, and call them in `call`."
    ),
    level="error",
    faulty=(
        "import keras\n\n"
        "class Block(keras.layers.Layer):\n"
        "    def call(self, x):\n"
        "        return keras.layers.Dense(8)(x)\n"
    ),
    healthy=(
        "import keras\n\n"
        "class Block(keras.layers.Layer):\n"
        "    def __init__(self):\n"
        "        super().__init__()\n"
        "        self.dense = keras.layers.Dense(8)\n\n"
        "    def call(self, x):\n"
        "        return self.dense(x)\n"
    ),
    source="https://www.tensorflow.org/guide/function#creating_tfvariables",
)

_WITH_WEIGHTS = frozenset({
    "Dense", "EinsumDense", "Embedding", "Conv1D", "Conv2D", "Conv3D", "Conv1DTranspose", "Conv2DTranspose",
    "Conv3DTranspose", "DepthwiseConv1D", "DepthwiseConv2D", "SeparableConv1D", "SeparableConv2D", "LSTM",
    "GRU", "SimpleRNN", "BatchNormalization", "LayerNormalization", "GroupNormalization", "PReLU",
    "MultiHeadAttention",
})  # fmt: skip


def check(module: Module, classes: Iterable[OwnClass], _: Iterable[Network] = ()) -> Iterator[Diagnosis]:
    """Look for layers that are made and called in a `call`."""
    for function in traced(module, classes):
        if function.role != "call":
            continue
        for node in function.nodes:
            name = module.name(node.func) if isinstance(node, ast.Call) else None
            kind = (name or "").removeprefix("keras.layers.")
            if not isinstance(node, ast.Call) or kind not in _WITH_WEIGHTS or guarded(module, node):
                continue
            if not _called_at_once(module, node, self_name(function)):
                continue
            attribute = kind.lower()
            yield Diagnosis(
                Cause(
                    "layer-made-in-call",
                    f"`{kind}` is made anew in each `{function.place}`: its weights are never trained.",
                    f"self.{attribute} = {ast.unparse(node)}  # in __init__, and self.{attribute}(x) here",
                    module.place(node),
                    "certain",
                ),
                kind="exception",
                title="A layer made in each call",
                explains=frozenset({"exception", "weights-unchanged"}),
            )


def _called_at_once(module: Module, node: ast.Call, owner: str | None) -> bool:
    """Whether the new layer is called where it is made, or kept in a name of `call`."""
    parent = module.parent(node)
    if isinstance(parent, ast.Call):
        return parent.func is node
    return (
        isinstance(parent, ast.Assign)
        and len(parent.targets) == 1
        and (isinstance(parent.targets[0], ast.Name) or attribute_of(parent.targets[0], owner) is not None)
    )
