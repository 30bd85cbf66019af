"""Check `forward-outside-tape`: the forward pass, or the loss, stands outside of the `with` of the tape.

A tape records what runs within its `with` (TensorFlow's guide to automatic differentiation); the gradients
of everything else are None.
"""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from pyadapter.core.causes.diagnosis import Diagnosis
from pyadapter.core.causes.forward_outside_tape import after_tape, by_predict, outside
from pyadapter.core.source.check import Check
from pyadapter.core.source.code_rules.tapes import (
    assignments,
    calls_of,
    is_loss,
    names_in,
    needed,
    tapes,
    targets_of,
    under_tape,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from pyadapter.core.finding import Cause
    from pyadapter.core.source.classes import OwnClass
    from pyadapter.core.source.code_rules.tapes import Tape
    from pyadapter.core.source.module import Module
    from pyadapter.core.source.network import Network

CHECK = Check(
    code="forward-outside-tape",
    title="The forward pass runs outside of the tape",
    why=(
        "A `GradientTape` records the ops that run within its `with`. Of a prediction made before it, a "
        "loss computed after it, or the arrays that `predict` returns it knows nothing: every gradient is "
        "None, and the optimizer changes nothing."
    ),
    level="error",
    faulty=(
        "import tensorflow as tf\n\n"
        "def step(model, optimizer, loss_fn, x, y):\n"
        "    y_pred = model(x, training=True)\n"
        "    with tf.GradientTape() as tape:\n"
        "        loss = loss_fn(y, y_pred)\n"
        "    gradients = tape.gradient(loss, model.trainable_variables)\n"
        "    optimizer.apply_gradients(zip(gradients, model.trainable_variables))\n"
    ),
    healthy=(
        "import tensorflow as tf\n\n"
        "def step(model, optimizer, loss_fn, x, y):\n"
        "    with tf.GradientTape() as tape:\n"
        "        y_pred = model(x, training=True)\n"
        "        loss = loss_fn(y, y_pred)\n"
        "    gradients = tape.gradient(loss, model.trainable_variables)\n"
        "    optimizer.apply_gradients(zip(gradients, model.trainable_variables))\n"
    ),
    source="https://www.tensorflow.org/guide/autodiff#getting_a_gradient_of_none",
)


def check(module: Module, _classes: Iterable[OwnClass], _: Iterable[Network] = ()) -> Iterator[Diagnosis]:
    """Look at what the target of `tape.gradient` is computed of, and where."""
    for tape in tapes(module):
        cause = _before(module, tape) or _predicted(module, tape) or _after(module, tape)
        if cause is not None:
            yield Diagnosis(cause, kind="gradient-missing", title="Nothing recorded by the tape")


def _before(module: Module, tape: Tape) -> Cause | None:
    """Look for the forward pass before the `with`, while within it the model is not called."""
    if tape.model is None or not _knows_all(module, tape):
        return None
    used = frozenset().union(*(names_in(each) for each in tape.node.body)) & needed(tape)
    inside = [each for each in assignments(tape) if tape.node.lineno <= each.lineno <= tape.end]
    used -= frozenset().union(*(targets_of(each) for each in inside), ())
    for node in assignments(tape):
        if node.lineno >= tape.node.lineno or not targets_of(node) & used or under_tape(module, node):
            continue
        call = next(calls_of(tape.model, node), None)
        if call is not None:
            return outside(call.lineno, module.place(call))
    return None


def _predicted(module: Module, tape: Tape) -> Cause | None:
    if tape.model is None or not _knows_all(module, tape):
        return None
    for node in assignments(tape):
        value = node.value
        inside = tape.node.lineno <= node.lineno <= tape.end
        names = targets_of(node) & needed(tape)
        if (
            not inside
            or not names
            or not isinstance(value, ast.Call)
            or not isinstance(value.func, ast.Attribute)
        ):
            continue
        of_model = ast.dump(value.func.value) == ast.dump(tape.model)
        if of_model and value.func.attr in {"predict", "predict_on_batch"}:
            return by_predict(min(names), module.place(value))
    return None


def _after(module: Module, tape: Tape) -> Cause | None:
    """Look for a target that is computed between the tape and the gradient."""
    if not isinstance(tape.target, ast.Name) or under_tape(module, tape.gradient):
        return None
    made = [each for each in assignments(tape) if tape.target.id in targets_of(each)]
    last = made[-1] if made else None
    if last is None or last.lineno <= tape.end or isinstance(last.value, ast.Name) or last.value is None:
        return None
    beside = module.parent(last) is module.parent(tape.node)
    recorded = [targets_of(each) for each in assignments(tape) if tape.node.lineno <= each.lineno <= tape.end]
    if beside and not under_tape(module, last) and names_in(last.value) & frozenset().union(*recorded, ()):
        return after_tape(tape.target.id, last.lineno, module.place(last))
    return None


def _knows_all(module: Module, tape: Tape) -> bool:
    """Whether nothing under the tape can hide a call of the model, or watch a tensor."""
    assert tape.model is not None  # noqa: S101 -- as is called
    for body in tape.node.body:
        if next(calls_of(tape.model, body), None) is not None:
            return False
        for node in ast.walk(body):
            if isinstance(node, ast.Call) and not _is_known(module, node, tape.model):
                return False
    return True


def _is_known(module: Module, call: ast.Call, model: ast.expr) -> bool:
    name = module.name(call.func)
    if name is not None or is_loss(module, call.func):
        return True
    callee = call.func
    if isinstance(callee, ast.Name):
        binding = module.scopes.binding(callee.id, callee)
        inner = binding.node if binding is not None else None
        if (
            isinstance(inner, (ast.FunctionDef, ast.Lambda))
            and next(calls_of(model, inner), None) is not None
        ):
            return False
        return "loss" in callee.id.lower() or callee.id in {"cost", "criterion"}
    if isinstance(callee, ast.Attribute):
        of_model = ast.dump(callee.value) == ast.dump(model)
        return "loss" in callee.attr.lower() or (of_model and callee.attr in {"predict", "predict_on_batch"})
    return isinstance(callee, ast.Call) and module.name(callee.func) is not None
