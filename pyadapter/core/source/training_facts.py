"""What the text says of a training: losses, optimizer, outputs and `fit`, as the debugger's rules take it."""

from __future__ import annotations

import ast
import math
from typing import TYPE_CHECKING

from pyadapter.core.causes.answers import RANGES
from pyadapter.core.setup import FitFacts, OutputFacts, Setup
from pyadapter.core.source.arguments import arguments_of, values_of
from pyadapter.core.source.losses import loss_of, optimizer_of
from pyadapter.core.source.values import number_of, value_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from collections.abc import Set as AbstractSet

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
_MOST = 400
"""Layers of a model that rules look at, some of them at each with each; nobody writes more by hand."""

_RATES = frozenset({"learning_rate", "lr"})


def setup_of(
    module: Module,
    compiled: ast.Call | None,
    fit: ast.Call | None,
    network: Network | None,
    methods: AbstractSet[str] = frozenset(),
) -> Setup:
    """Describe a training.

    Args:
        module: The file.
        compiled: The call of Keras's own `compile`.
        fit: The call of `fit`.
        network: The model.
        methods: What the model's own class defines.
    """
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
        by_callback = facts is not None and not _MOVERS.isdisjoint(facts.callbacks)
        if optimizer is not None and (by_callback or _is_moved(module)):
            optimizer = None
    if network is not None and len(network.layers) > _MOST:
        network = None
    layers = () if network is None else tuple(each.facts for each in network.layers)
    is_usual = network is not None and methods.isdisjoint({"train_step", "compute_loss"})
    return Setup(
        layers=layers,
        sequence=network is not None and network.form == "sequential" and network.whole,
        losses=losses,
        optimizer=optimizer,
        outputs=tuple(_outputs(network, layers, losses)) if network is not None and is_usual else (),
        metrics=metrics,
        fit=facts,
        location=None if compiled is None else module.place(compiled),
        inputs=() if network is None else tuple(each.facts for each in network.inputs),
        measured=False,
    )


def _is_moved(module: Module) -> bool:
    """Whether the file gives an optimizer another rate later: `model.optimizer.learning_rate = 1e-4`."""
    return any(
        isinstance(each.value, ast.Attribute) and each.value.attr == "optimizer"
        for name in _RATES
        for each in module.attributes(name)
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
    return FitFacts(
        batch_size=size if isinstance(size, int) else None,
        epochs=epochs if isinstance(epochs, int) else None,
        validation_split=number_of(values.get("validation_split")) or 0.0,
        shuffle=values.get("shuffle", True) is not False,
        weighted="sample_weight" in arguments or "class_weight" in arguments,
        callbacks=tuple(_callbacks(module, arguments.get("callbacks"))),
        location=module.place(fit),
    )


def _callbacks(module: Module, node: ast.expr | None) -> Iterable[str]:
    """Name the classes of callbacks, those in lists that have a name, too."""
    node = _given(module, node)
    for each in node.elts if isinstance(node, (ast.List, ast.Tuple)) else [node]:
        made = _given(module, each)
        if isinstance(made, ast.Call):
            name = module.name(made.func)
            if name is not None:
                yield name.rpartition(".")[2]


def _given(module: Module, node: ast.expr | None) -> ast.expr | None:
    """Follow a name to what it was given."""
    binding = module.scopes.binding(node.id, node) if isinstance(node, ast.Name) else None
    return binding.value if binding is not None and binding.is_assigned else node
