"""Rules over the data that `fit` is given, as far as a source says what it is."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from pyadapter.core.causes import labels_in_inputs, sorted_split
from pyadapter.core.causes.diagnosis import Diagnosis
from pyadapter.core.source.arguments import arguments_of
from pyadapter.core.source.batch_keys import labels_among_inputs
from pyadapter.core.source.class_order import Orders
from pyadapter.core.source.module import spelled
from pyadapter.core.source.shuffling import is_left_alone, may_shuffle

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pyadapter.core.source.module import Module
    from pyadapter.core.source.training import Training

_STEPS = frozenset({"train_step", "compute_loss", "compute_loss_and_updates", "compile", "fit"})
"""Methods with which a model of the user's takes batches as it likes."""

_LOADED = "from_pretrained"


def diagnose_data(module: Module, training: Training) -> Iterator[Diagnosis]:
    """Judge what a call of `fit` is given.

    Args:
        module: The file.
        training: The call, with its `compile`.
    """
    if training.fit is None or training.compile is None or not training.setup.losses:
        return
    arguments = arguments_of(module, training.fit, "keras.Model.fit")
    if arguments is None:
        return
    if "y" not in arguments and _takes_labels_apart(module, training):
        found = labels_among_inputs(module, arguments.get("x"))
        if found is not None:
            place = module.place(found.node)
            cause = labels_in_inputs.of_batch(found.name, found.key, place, found.made)
            yield Diagnosis(cause, "gradient-missing", "Labels are among the inputs")
    if arguments.keys() >= {"x", "y", "validation_split"} and "validation_data" not in arguments:
        yield from _order(module, training, arguments)


def _takes_labels_apart(module: Module, training: Training) -> bool:
    """Whether a model is sure to compare its answers with what stands second in a batch."""
    if any(each.name is None for each in training.setup.losses):
        return False
    network = training.network
    if network is not None:
        if not isinstance(network.node, ast.ClassDef):
            return True
        bases = [module.name(each) for each in network.node.bases]
        defined = {each.name for each in network.node.body if isinstance(each, ast.FunctionDef)}
        return bases == ["keras.Model"] and _STEPS.isdisjoint(defined)
    return _is_loaded(module, training.compile)


def _is_loaded(module: Module, call: ast.Call | None) -> bool:
    """Whether a model is one of Hugging Face's: with a loss from `compile` it leaves its own aside."""
    receiver = call.func.value if call is not None and isinstance(call.func, ast.Attribute) else None
    binding = module.scopes.binding(receiver.id, receiver) if isinstance(receiver, ast.Name) else None
    made = binding.value if binding is not None and binding.is_assigned else None
    name = (module.name(made.func) if isinstance(made, ast.Call) else None) or ""
    return name.startswith("transformers.TF") and name.endswith(_LOADED)


def _order(module: Module, training: Training, arguments: dict[str, ast.expr]) -> Iterator[Diagnosis]:
    """Look for labels class by class, of which `validation_split` holds out the last."""
    fit, losses = training.setup.fit, training.setup.losses
    if fit is None or not 0 < fit.validation_split < 1 or len(losses) != 1:
        return
    if "crossentropy" not in (losses[0].name or "") or may_shuffle(module):
        return
    x, y, split = arguments["x"], arguments["y"], arguments["validation_split"]
    found = Orders(module).of(y)
    if found is None or not is_left_alone(module, found.names):
        return
    names = spelled(x) or "x", spelled(y) or "y"
    order = f"line {getattr(found.node, 'lineno', 0)}"
    around = module.parent(split)
    place = module.place(around if isinstance(around, ast.keyword) else split)
    yield sorted_split.of_order(*names, order, fit.validation_split, place)
