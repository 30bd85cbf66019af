"""Check `debugging-left-in`: `run_eagerly=True`, breakpoints and prints that a training does not need.

`run_eagerly` is for debugging (documentation of `Model.compile`); a `print` in a graph runs while it is
traced (TensorFlow's guide "Better performance with tf.function").
"""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from pyadapter.core.causes.diagnosis import Diagnosis
from pyadapter.core.finding import Cause
from pyadapter.core.source.check import Check
from pyadapter.core.source.code_rules.functions import eager_settings, guarded, traced
from pyadapter.core.source.code_rules.tensors import Tensors

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from pyadapter.core.source.classes import OwnClass
    from pyadapter.core.source.module import Module
    from pyadapter.core.source.network import Network

CHECK = Check(
    code="debugging-left-in",
    title="`run_eagerly`, breakpoints and prints left in",
    why=(
        "`run_eagerly=True` runs every op by itself, several times slower than the graph. A `print` of a "
        "tensor in `call` or `train_step` shows a symbol once, while the graph is traced, and never a "
        "value; a breakpoint there stops in the tracing. The debugger of this extension needs none of "
        "them."
    ),
    level="information",
    faulty=(
        "import keras\n\n"
        "model = keras.Sequential([keras.layers.Dense(1)])\n"
        'model.compile(optimizer="adam", loss="mse", run_eagerly=True)\n'
    ),
    healthy=(
        "import keras\n\n"
        "model = keras.Sequential([keras.layers.Dense(1)])\n"
        'model.compile(optimizer="adam", loss="mse")\n'
    ),
    source="https://keras.io/api/models/model_training_apis/",
)

_STOPS = frozenset({"builtins.breakpoint", "pdb.set_trace", "ipdb.set_trace", "pudb.set_trace"})


def check(module: Module, classes: Iterable[OwnClass], _: Iterable[Network] = ()) -> Iterator[Diagnosis]:
    """Look for settings and calls that only help while debugging."""
    for setting in eager_settings(module):
        yield _left_in(
            module,
            setting,
            "Everything runs eagerly, several times slower than the graph that `fit` compiles.",
            f"Leave `{ast.unparse(setting)}` out.",
        )
    for function in traced(module, classes):
        tensors = Tensors(module, function)
        for node in function.nodes:
            name = module.name(node.func) if isinstance(node, ast.Call) else None
            if not isinstance(node, ast.Call) or guarded(module, node):
                continue
            if name in _STOPS:
                what = (
                    f"The breakpoint stops while `{function.place}` is traced, where tensors have no values."
                )
                yield _left_in(module, node, what, "Leave it out, and set a breakpoint in the editor.")
            elif name == "builtins.print" and any(_shows(tensors, each) for each in node.args):
                what = f"`print` runs once, while `{function.place}` is traced, and shows no values."
                yield _left_in(module, node, what, "tf.print(...)  # or leave it out")


def _shows(tensors: Tensors, node: ast.expr) -> bool:
    if isinstance(node, ast.JoinedStr):
        return any(isinstance(each, ast.FormattedValue) and tensors.holds(each.value) for each in node.values)
    return tensors.holds(node)


def _left_in(module: Module, node: ast.AST, message: str, fix: str) -> Diagnosis:
    return Diagnosis(
        Cause("debugging-left-in", message, fix, module.place(node), "certain"),
        kind="step",
        title="Left in from debugging",
        severity="hint",
    )
