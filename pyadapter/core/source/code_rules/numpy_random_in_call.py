"""Check `numpy-random-in-call`: a random number that is drawn once, while the graph is traced.

NumPy and Python know nothing of the graph: what they return is a constant in it (TensorFlow's guide "Better
performance with tf.function"; three draws were counted in twelve steps of `fit`).
"""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from pyadapter.core.causes.diagnosis import Diagnosis
from pyadapter.core.finding import Cause
from pyadapter.core.source.check import Check
from pyadapter.core.source.code_rules.functions import (
    attribute_of,
    attributes,
    guarded,
    self_name,
    traced,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from pyadapter.core.source.classes import OwnClass
    from pyadapter.core.source.code_rules.functions import Traced
    from pyadapter.core.source.module import Module
    from pyadapter.core.source.network import Network

CHECK = Check(
    code="numpy-random-in-call",
    title="Random numbers of NumPy or Python in a graph",
    why=(
        "`fit` traces `call` and `train_step` once and then runs the graph. A number that `np.random` or "
        "`random` drew meanwhile is a constant in it: every batch of the training gets the same noise, the "
        "same flip, the same choice. Draw with `keras.random` and a `SeedGenerator`, or with `tf.random`."
    ),
    level="warning",
    faulty=(
        "import keras\nimport numpy as np\n\n"
        "class Noise(keras.layers.Layer):\n"
        "    def call(self, x):\n"
        "        return x + np.random.normal(size=(8,))\n"
    ),
    healthy=(
        "import keras\n\n"
        "class Noise(keras.layers.Layer):\n"
        "    def __init__(self):\n"
        "        super().__init__()\n"
        "        self.seeds = keras.random.SeedGenerator(1)\n\n"
        "    def call(self, x):\n"
        "        return x + keras.random.normal((8,), seed=self.seeds)\n"
    ),
    source="https://www.tensorflow.org/guide/function#executing_python_side_effects",
)

_MODULES = ("numpy.random.", "random.")
_NO_DRAWS = frozenset({"seed", "get_state", "set_state", "getstate", "setstate"})
_MAKERS = frozenset({
    "numpy.random.default_rng", "numpy.random.RandomState", "numpy.random.Generator", "random.Random",
})  # fmt: skip
_INSTEAD = {
    "normal": "normal", "randn": "normal", "standard_normal": "normal", "gauss": "normal",
    "randint": "randint", "integers": "randint", "randrange": "randint", "shuffle": "shuffle",
    "permutation": "shuffle", "binomial": "binomial", "beta": "beta", "gamma": "gamma",
}  # fmt: skip


def check(module: Module, classes: Iterable[OwnClass], _: Iterable[Network] = ()) -> Iterator[Diagnosis]:
    """Look for draws in functions that are traced."""
    for function in traced(module, classes):
        for node in function.nodes:
            name = _draw(module, function, node)
            if name is None or guarded(module, node):
                continue
            instead = _INSTEAD.get(name.rpartition(".")[2], "uniform")
            yield Diagnosis(
                Cause(
                    "numpy-random-in-call",
                    f"`{name}` is drawn once, while `{function.place}` is traced: every step then uses "
                    "the same numbers.",
                    f"keras.random.{instead}(shape, seed=self.seed_generator)",
                    module.place(node),
                    "certain",
                ),
                kind="output-range",
                title="Random numbers frozen in the graph",
            )


def _draw(module: Module, function: Traced, node: ast.AST) -> str | None:
    """Return what a call draws with, as the user writes it."""
    if not isinstance(node, ast.Call):
        return None
    name = module.name(node.func)
    if name is not None:
        drawn = name.startswith(_MODULES) and name.rpartition(".")[2] not in _NO_DRAWS and name not in _MAKERS
        return ast.unparse(node.func) if drawn else None
    if function.own is None or not isinstance(node.func, ast.Attribute):
        return None
    held = attribute_of(node.func.value, self_name(function))
    made = attributes(function.own).get(held, ()) if held is not None else ()
    makers = [module.name(each.func) for each in made if isinstance(each, ast.Call)]
    return ast.unparse(node.func) if makers and all(each in _MAKERS for each in makers) else None
