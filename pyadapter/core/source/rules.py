"""The debugger's own rules over what a source says: the same reasons and fixes, before anything runs."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from pyadapter.core.causes import Facts, diagnose
from pyadapter.core.causes.asking import asked, raise_it
from pyadapter.core.causes.check import check
from pyadapter.core.causes.diagnosis import Diagnosis
from pyadapter.core.causes.order import place, sureness
from pyadapter.core.causes.refused import Refused
from pyadapter.core.refusal import Refusal
from pyadapter.core.source.data_rules import diagnose_data
from pyadapter.core.source.module import spelled

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from pyadapter.core.setup import LayerFacts
    from pyadapter.core.source.module import Module
    from pyadapter.core.source.network import Network, SourceLayer
    from pyadapter.core.source.training import Training

_SHOWN = frozenset({"finding", "hint"})


def diagnose_training(
    module: Module, training: Training, failed: Callable[[Exception], None] = raise_it
) -> list[Diagnosis]:
    """Judge how a training is set up, and the data that it is given.

    Args:
        module: The file.
        training: A call of `fit` or `compile`.
        failed: Is told of rules that raise.

    Returns:
        The diagnoses that are shown. Of those about one line the first explains the others.
    """
    found: dict[object, Diagnosis] = {}
    data = asked([lambda each: diagnose_data(module, each)], training, failed)
    for each in (*data, *check(training.setup, failed)):
        if each.severity in _SHOWN and each.cause.location is not None:
            found.setdefault((each.cause.location.line, each.layer, each.remark), each)
    return list(found.values())


def diagnose_network(network: Network, failed: Callable[[Exception], None] = raise_it) -> Iterator[Diagnosis]:
    """Explain the first layer of a model that refuses what it is given.

    Args:
        network: A model.
        failed: Is told of rules that raise.
    """
    for layer in network.layers:
        if layer.refused is not None:
            yield _refusal(network, layer, layer.refused, failed)
            return  # what follows gets nothing


def _refusal(
    network: Network, layer: SourceLayer, text: str, failed: Callable[[Exception], None]
) -> Diagnosis:
    facts, at = layer.facts, layer.facts.location
    refusal = Refusal("ValueError", text, layer=facts.name)
    refused = Refused(
        refusal,
        facts,
        tuple(_before(network, layer)),
        tuple(each.facts for each in network.inputs),
        at=at,
        symbolic=True,
    )
    known = Facts("shape-mismatch", "forward", location=at, layer=facts.path, refusal=text, refused=refused)
    cause = min(diagnose(known, failed), key=lambda each: (sureness(each), place(each)))
    return Diagnosis(cause, "shape-mismatch", "Shapes that do not fit", layer=facts.path)


def _as_called(layer: SourceLayer) -> LayerFacts:
    """Return a layer by the name of its wrapper, where steps are given to it one by one."""
    steps = (spelled(layer.made.func) or "").endswith("TimeDistributed")
    return replace(layer.facts, kind="TimeDistributed") if steps else layer.facts


def _before(network: Network, layer: SourceLayer) -> list[LayerFacts]:
    """Return the layers that lead to a layer, the nearest first, by first inputs, and the input."""
    found: list[LayerFacts] = []
    inputs = layer.facts.inputs
    while inputs and len(found) < len(network.layers):
        before = network.layers[inputs[0]]
        found.append(_as_called(before))
        inputs = before.facts.inputs
    return [*found, *(each.facts for each in network.inputs[:1])]
