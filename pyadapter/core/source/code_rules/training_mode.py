"""Check `training-mode`: dropout and batch normalization that are told the wrong mode, or none.

Keras calls a model with `training=True` in its own `train_step` alone (Keras's guide "Customizing what
happens in fit()"). Within a layer's `call` nothing needs passing on: Keras 3 and tf_keras do that by the
context of the outer call (`Layer.__call__`: "Infer training value").
"""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from pyadapter.core.causes.diagnosis import Diagnosis
from pyadapter.core.causes.training_mode import DROPOUTS, NOT_CALLED
from pyadapter.core.finding import Cause
from pyadapter.core.source.check import Check
from pyadapter.core.source.code_rules.functions import attribute_of, attributes, own_nodes
from pyadapter.core.source.code_rules.modes import Sensitive, sensitive_in, sensitive_of
from pyadapter.core.source.code_rules.tapes import calls_of, tapes

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from pyadapter.core.source.classes import OwnClass
    from pyadapter.core.source.code_rules.tapes import Tape
    from pyadapter.core.source.module import Module
    from pyadapter.core.source.network import Network

CHECK = Check(
    code="training-mode",
    title="Dropout or batch normalization in the wrong mode",
    why=(
        "A model that is called by hand is called as for a prediction: dropout drops nothing, and batch "
        "normalization uses moving averages that are never updated. Pass `training=True` in `train_step` "
        "and in your own loops. `call` need not pass `training` on to its sublayers, Keras does; but "
        "dropout of `tf.nn` or `keras.random` knows nothing of it and drops in predictions, too."
    ),
    level="information",
    faulty=(
        "import keras\nimport tensorflow as tf\n\n"
        "model = keras.Sequential([keras.layers.Dropout(0.5), keras.layers.Dense(1)])\n"
        "with tf.GradientTape() as tape:\n"
        "    loss = tf.reduce_mean(model(tf.ones((4, 3))) ** 2)\n"
        "gradients = tape.gradient(loss, model.trainable_variables)\n"
    ),
    healthy=(
        "import keras\nimport tensorflow as tf\n\n"
        "model = keras.Sequential([keras.layers.Dropout(0.5), keras.layers.Dense(1)])\n"
        "with tf.GradientTape() as tape:\n"
        "    loss = tf.reduce_mean(model(tf.ones((4, 3)), training=True) ** 2)\n"
        "gradients = tape.gradient(loss, model.trainable_variables)\n"
    ),
    source="https://keras.io/guides/custom_train_step_in_tensorflow/",
)

_FUNCTIONS = frozenset({"tensorflow.nn.dropout", "keras.random.dropout", "tensorflow.compat.v1.nn.dropout"})
_MEANT = ("mc", "montecarlo", "bayes", "always", "permanent", "augment", "noise")


def check(
    module: Module, classes: Iterable[OwnClass], networks: Iterable[Network] = ()
) -> Iterator[Diagnosis]:
    """Look at calls of models under tapes, and at dropout in `call`."""
    classes = tuple(classes)
    for tape in tapes(module):
        yield from _under_tape(module, tape, classes, networks)
    for own in classes:
        call = own.methods.get("call")
        if own.base in {"layer", "model"} and call is not None:
            yield from _in_call(module, own, call)


def _under_tape(
    module: Module, tape: Tape, classes: tuple[OwnClass, ...], networks: Iterable[Network]
) -> Iterator[Diagnosis]:
    if tape.model is None:
        return
    found = sensitive_of(module, tape.model, classes, networks)
    if found is None:
        return
    for body in tape.node.body:
        for call in calls_of(tape.model, body):
            if len(call.args) != 1 or any(each.arg in {None, "training"} for each in call.keywords):
                continue
            fix = ast.Call(
                call.func, call.args, [*call.keywords, ast.keyword("training", ast.Constant(True))]
            )
            message = f"{_suffers(found)}: the model is {NOT_CALLED}"
            yield _hint(module, call, message, ast.unparse(fix))


def _in_call(
    module: Module, own: OwnClass, method: ast.FunctionDef | ast.AsyncFunctionDef
) -> Iterator[Diagnosis]:
    owner = method.args.args[0].arg if method.args.args else None
    made = attributes(own)
    arguments = [*method.args.args, *method.args.kwonlyargs]
    switched = any(each.arg == "training" for each in arguments) or method.args.kwarg is not None
    for node in own_nodes(method):
        if not isinstance(node, ast.Call):
            continue
        name = attribute_of(node.func, owner)
        off = next((each for each in node.keywords if each.arg == "training"), None)
        if (
            name is not None
            and off is not None
            and isinstance(off.value, ast.Constant)
            and off.value.value is False
        ):
            found = sensitive_in(module, made[name][0]) if len(made.get(name, ())) == 1 else None
            if found is not None and found.kind in DROPOUTS and found.node is made[name][0]:
                message = f"{found.written} never drops anything: it is called with training=False."
                yield _hint(module, node, message, f"self.{name}(x)  # Keras passes on whether it trains")
        elif module.name(node.func) in _FUNCTIONS and not switched and not _is_meant(own):
            message = f"`{ast.unparse(node.func)}` drops in predictions, too: it knows nothing of `training`."
            yield _hint(module, node, message, "keras.layers.Dropout(rate)  # made in __init__, called here")


def _is_meant(own: OwnClass) -> bool:
    """Whether the class says that it drops on purpose, or knows the mode in another way."""
    text = (own.node.name + (ast.get_docstring(own.node) or "")).lower().replace(" ", "").replace("_", "")
    asks = any(
        (isinstance(each, ast.Attribute) and each.attr in {"training", "learning_phase"})
        or (isinstance(each, ast.Name) and each.id in {"training", "learning_phase"})
        for each in ast.walk(own.node)
    )
    return asks or any(word in text for word in _MEANT)


def _suffers(found: Sensitive) -> str:
    if found.kind in DROPOUTS:
        return f"{found.written} drops nothing in this step"
    return f"{found.written} uses its moving averages and never updates them"


def _hint(module: Module, node: ast.AST, message: str, fix: str) -> Diagnosis:
    return Diagnosis(
        Cause("training-mode", message, fix, module.place(node), "certain"),
        kind="output-range",
        title="Dropout in the wrong mode",
        severity="hint",
    )
