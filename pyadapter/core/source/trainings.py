"""Finds the trainings that a source spells out: calls of `compile` and `fit`, with the model they are of."""

from __future__ import annotations

import ast
import math
from typing import TYPE_CHECKING

from pyadapter.core.causes.answers import RANGES
from pyadapter.core.setup import FitFacts, OutputFacts, Setup
from pyadapter.core.source.arguments import arguments_of, values_of
from pyadapter.core.source.losses import loss_of, optimizer_of
from pyadapter.core.source.training import Training
from pyadapter.core.source.values import number_of, value_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from pyadapter.core.setup import LayerFacts, LossFacts
    from pyadapter.core.source.module import Module
    from pyadapter.core.source.network import Network

_KEEPING = frozenset({"Activation", "ELU", "LeakyReLU", "PReLU", "ReLU", "Reshape", "Flatten", "Softmax"})
"""Layers behind a head whose units stay its own."""

_ACTIVATIONS = frozenset({"Activation", "ELU", "LeakyReLU", "PReLU", "ReLU", "Softmax"})
_HEADS = frozenset({
    "Dense", "Conv1D", "Conv2D", "Conv3D", "Conv1DTranspose", "Conv2DTranspose", "Conv3DTranspose",
    "LSTM", "GRU", "SimpleRNN",
})  # fmt: skip
_MOVERS = frozenset({"LearningRateScheduler", "ReduceLROnPlateau"})
_DEEPEST = 10


def trainings_of(module: Module, networks: Sequence[Network]) -> tuple[Training, ...]:
    """List the trainings of a file: each `fit` with its `compile`, then each `compile` without.

    Args:
        module: The file.
        networks: Its models.
    """
    by_node = {id(network.node): network for network in networks}
    compiles: list[tuple[ast.Call, object, Network | None]] = []
    fits: list[tuple[ast.Call, object, Network | None]] = []
    for call in sorted(module.all(ast.Call), key=lambda each: (each.lineno, each.col_offset)):
        if isinstance(call.func, ast.Attribute) and call.func.attr in {"compile", "fit"}:
            model = _origin(module, call.func.value, 0)
            network = by_node.get(id(model)) or _class_of(module, model, networks)
            key: object = id(model) if model is not None else ast.unparse(call.func.value)
            (compiles if call.func.attr == "compile" else fits).append((call, key, network))
    found: list[Training] = []
    fitted: set[int] = set()
    for fit, key, network in fits:
        before = [call for call, other, _ in compiles if other == key and call.lineno <= fit.lineno]
        compiled = before[-1] if before else None
        fitted.add(id(compiled))
        found.append(Training(compiled, fit, network, _setup(module, compiled, fit, network)))
    for compiled, _, network in compiles:
        if id(compiled) not in fitted:
            found.append(Training(compiled, None, network, _setup(module, compiled, None, network)))
    return tuple(found)


def _origin(module: Module, node: ast.expr | None, depth: int) -> ast.AST | None:
    """Return the call that made what an expression is, through names, attributes and functions of the file."""
    if depth > _DEEPEST or node is None:
        return None
    if isinstance(node, ast.Name):
        binding = module.scopes.binding(node.id, node)
        if binding is None or binding.slot is not None:
            return None
        if isinstance(binding.node, ast.arg):
            return binding.node
        return _origin(module, binding.value, depth + 1)
    if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "self":
        return _origin(module, _attribute(module, node), depth + 1)
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
        binding = module.scopes.binding(node.func.id, node.func)
        if binding is not None and isinstance(binding.node, ast.FunctionDef):
            returns = [each for each in ast.walk(binding.node) if isinstance(each, ast.Return)]
            return _origin(module, returns[0].value, depth + 1) if len(returns) == 1 else None
    return node if isinstance(node, ast.Call) else None


def _attribute(module: Module, node: ast.Attribute) -> ast.expr | None:
    """Return what an attribute of `self` is given, where its class gives it something once."""
    home = next((each for each in module.ancestors(node) if isinstance(each, ast.ClassDef)), None)
    given = [
        each.value
        for each in (ast.walk(home) if home is not None else ())
        if isinstance(each, ast.Assign)
        for target in each.targets
        if isinstance(target, ast.Attribute) and target.attr == node.attr
    ]
    return given[0] if len(given) == 1 else None


def _class_of(module: Module, model: ast.AST | None, networks: Iterable[Network]) -> Network | None:
    """Return the subclass that a call makes an instance of."""
    if not isinstance(model, ast.Call) or not isinstance(model.func, ast.Name):
        return None
    binding = module.scopes.binding(model.func.id, model.func)
    node = None if binding is None else binding.node
    return next((each for each in networks if each.node is node), None)


def _setup(module: Module, compiled: ast.Call | None, fit: ast.Call | None, network: Network | None) -> Setup:
    arguments = None if compiled is None else arguments_of(module, compiled, "keras.Model.compile")
    losses: tuple[LossFacts, ...] = ()
    metrics: tuple[str, ...] = ()
    optimizer = None
    facts = _fit_facts(module, fit)
    if arguments is not None and compiled is not None:
        losses = _losses(module, arguments.get("loss"))
        names = value_of(module, arguments.get("metrics"))
        metrics = tuple(each for each in names if isinstance(each, str)) if isinstance(names, list) else ()
        optimizer = optimizer_of(module, arguments.get("optimizer"), compiled)
        moved = facts is not None and not _MOVERS.isdisjoint(facts.callbacks)
        if optimizer is not None and moved:
            optimizer = None
    layers = () if network is None else tuple(each.facts for each in network.layers)
    return Setup(
        layers=layers,
        sequence=network is not None and network.form == "sequential" and network.whole,
        losses=losses,
        optimizer=optimizer,
        outputs=() if network is None else tuple(_outputs(network, layers, losses)),
        metrics=metrics,
        fit=facts,
        location=None if compiled is None else module.place(compiled),
        inputs=() if network is None else tuple(each.facts for each in network.inputs),
        measured=False,
    )


def _losses(module: Module, node: ast.expr | None) -> tuple[LossFacts, ...]:
    if node is None or (isinstance(node, ast.Constant) and node.value is None):
        return ()
    if isinstance(node, (ast.List, ast.Tuple)):
        return tuple(loss_of(module, each) for each in node.elts)
    if isinstance(node, ast.Dict):
        keys = [value_of(module, key) for key in node.keys]
        return tuple(
            loss_of(module, each, key if isinstance(key, str) else None)
            for key, each in zip(keys, node.values, strict=True)
        )
    return (loss_of(module, node),)


def _outputs(
    network: Network, layers: Sequence[LayerFacts], losses: Sequence[LossFacts]
) -> Iterable[OutputFacts]:
    """Describe each output that a loss is certain to be of."""
    for place, end in enumerate(network.ends):
        loss = _loss_for(place, end, network, layers, losses)
        if end is None or loss is None:
            continue
        head: int | None = end
        while head is not None and layers[head].kind in _KEEPING and not layers[head].own:
            inputs = layers[head].inputs
            head = inputs[0] if len(inputs) == 1 and not layers[head].through else None
        last = layers[end]
        if head is None or layers[head].own or layers[head].kind not in _HEADS or last.own:
            continue
        activation = _activation(layers, end, head)
        units = layers[head].units
        known = network.output_shapes[place]
        shape = known if known is not None else (None, units) if units is not None else ()
        low, high = RANGES.get(activation or "", (-math.inf, math.inf))
        if shape and activation is not None:
            yield OutputFacts(loss, activation, head, None, shape, low, high)


def _activation(layers: Sequence[LayerFacts], end: int, head: int) -> str | None:
    """Return the activation that makes an output; None where several do, or one that is not known."""
    found = [layers[head].activation]
    at = end
    while at != head:
        if layers[at].kind in _ACTIVATIONS:
            found.append(layers[at].activation)
        at = layers[at].inputs[0]
    applied = [each for each in found if each != "linear"]
    if None in found or len(applied) > 1:
        return None
    return applied[0] if applied else "linear"


def _loss_for(
    place: int, end: int | None, network: Network, layers: Sequence[LayerFacts], losses: Sequence[LossFacts]
) -> int | None:
    """Return the position of the loss of an output."""
    named = [each.output for each in losses]
    if any(named):
        name = layers[end].name if end is not None else None
        return named.index(name) if name in named else None
    if len(losses) == len(network.ends):
        return place
    return 0 if len(losses) == 1 else None


def _fit_facts(module: Module, fit: ast.Call | None) -> FitFacts | None:
    if fit is None:
        return None
    arguments = arguments_of(module, fit, "keras.Model.fit")
    if arguments is None:
        return FitFacts(location=module.place(fit))
    values = values_of(module, arguments)
    epochs, size = values.get("epochs", 1), values.get("batch_size")
    callbacks = arguments.get("callbacks")
    made = callbacks.elts if isinstance(callbacks, (ast.List, ast.Tuple)) else [callbacks]
    names = (module.name(each.func) or "" for each in made if isinstance(each, ast.Call))
    return FitFacts(
        batch_size=size if isinstance(size, int) else None,
        epochs=epochs if isinstance(epochs, int) else None,
        validation_split=number_of(values.get("validation_split")) or 0.0,
        shuffle=values.get("shuffle", True) is not False,
        weighted="sample_weight" in arguments or "class_weight" in arguments,
        callbacks=tuple(name.rpartition(".")[2] for name in names),
        location=module.place(fit),
    )
