"""Finds the models that a source spells out: `Sequential`, functional ones, and straight subclasses."""

from __future__ import annotations

import ast
from dataclasses import replace
from typing import TYPE_CHECKING

from pyadapter.core.source.arguments import arguments_of
from pyadapter.core.source.bindings import position
from pyadapter.core.source.flows import Flow, Flows
from pyadapter.core.source.module import spelled
from pyadapter.core.source.network import Network
from pyadapter.core.source.sequential import builders_of, sequential_of
from pyadapter.core.source.values import is_changed

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pyadapter.core.source.classes import OwnClass
    from pyadapter.core.source.module import Module
    from pyadapter.core.source.network import SourceLayer

_MODELS = frozenset({"keras.Model", "keras.models.Model"})
_SEQUENTIAL = frozenset({"keras.Sequential", "keras.models.Sequential"})


def networks_of(module: Module, classes: Iterable[OwnClass]) -> tuple[Network, ...]:
    """List the models of a file, in the order of the text."""
    classes = list(classes)
    own = frozenset(each.node.name for each in classes if each.base == "layer")
    flows = Flows(module, own)
    for node in sorted(module.all(ast.Assign), key=position):
        flows.of(node.value)  # in this order no chain is followed far
    found: list[Network] = []
    builders = builders_of(module)
    for call in module.all(ast.Call):
        name = module.name(call.func)
        if name in _SEQUENTIAL:
            found.append(sequential_of(module, call, own, variable_of(module, call), builders))
        elif name in _MODELS:
            network = _functional(module, call, flows)
            if network is not None:
                found.append(network)
    found += [_subclass(module, each, own) for each in classes if each.base == "model"]
    return tuple(sorted(found, key=lambda each: position(each.node)))


def variable_of(module: Module, node: ast.AST) -> str | None:
    """Return the name that an expression is assigned to; `self.model` for an attribute."""
    parent = module.parent(node)
    if isinstance(parent, ast.Assign) and parent.value is node and len(parent.targets) == 1:
        return spelled(parent.targets[0])
    if isinstance(parent, ast.AnnAssign) and isinstance(parent.target, ast.Name):
        return parent.target.id
    return None


def _functional(module: Module, call: ast.Call, flows: Flows) -> Network | None:
    arguments = arguments_of(module, call, "keras.Model")
    if arguments is None or "outputs" not in arguments:
        return None
    outputs = [flows.of(each) for each in _items(module, arguments["outputs"])]
    inputs = []
    for each in _items(module, arguments.get("inputs")):
        flows.of(each)
        binding = module.scopes.binding(each.id, each) if isinstance(each, ast.Name) else None
        made = binding.value if binding is not None and binding.is_assigned else each
        inputs += [declared for declared in flows.inputs if declared.made is made]
    network = _network("functional", call, variable_of(module, call), outputs, flows)
    return replace(network, inputs=tuple(inputs))


def _network(
    form: str, node: ast.Call | ast.ClassDef, name: str | None, outputs: list[Flow], flows: Flows
) -> Network:
    """Take out of all layers those that lead to some outputs."""
    wanted: set[int] = set()
    ahead = [place for each in outputs for place in each.sources]
    while ahead:
        place = ahead.pop()
        if place not in wanted:
            wanted.add(place)
            ahead.extend(flows.layers[place].facts.inputs)
    order = sorted(wanted)
    places = {old: new for new, old in enumerate(order)}
    layers = [_renumbered(flows.layers[old], places) for old in order]
    return Network(
        form,  # type: ignore[arg-type]
        node,
        name,
        tuple(layers),
        tuple(flows.inputs),
        bool(outputs) and all(each.certain for each in outputs),
        tuple(None if each.layer is None else places[each.layer] for each in outputs),
        tuple(each.shape for each in outputs),
    )


def _renumbered(layer: SourceLayer, places: dict[int, int]) -> SourceLayer:
    inputs = tuple(places[each] for each in layer.facts.inputs if each in places)
    return replace(layer, facts=replace(layer.facts, inputs=inputs))


def _items(module: Module, node: ast.expr | None) -> list[ast.expr]:
    if isinstance(node, (ast.List, ast.Tuple)):
        return node.elts
    if isinstance(node, ast.Dict):
        return node.values
    if isinstance(node, ast.Name):
        binding = module.scopes.binding(node.id, node)
        value = binding.value if binding is not None and binding.is_assigned else None
        is_whole = binding is not None and not is_changed(module, binding)
        if isinstance(value, (ast.List, ast.Tuple)) and is_whole:
            return value.elts
    return [] if node is None else [node]


def _subclass(module: Module, own: OwnClass, layers: frozenset[str]) -> Network:
    """Read the layers that `__init__` makes in the order of their calls in `call`, where that is straight."""
    made = _attributes(own)
    flows = Flows(module, layers, lambda node: made.get(node.attr) if _is_self(node.value) else None)
    call = own.methods.get("call")
    returns = [each for each in ast.walk(call) if isinstance(each, ast.Return)] if call is not None else []
    network = Network("subclass", own.node, own.node.name)
    if call is None or len(returns) != 1 or returns[0].value is None or len(call.args.args) < 2:  # noqa: PLR2004 -- self and inputs
        return network
    flows.declare(call.args.args[1], Flow(certain=True))
    for node in ast.walk(call):
        if isinstance(node, ast.Assign):
            flows.of(node.value)
    outputs = [flows.of(each) for each in _items(module, returns[0].value)]
    return _network("subclass", own.node, own.node.name, outputs, flows)


def _attributes(own: OwnClass) -> dict[str, ast.expr]:
    """Return what attributes of `self` are given, those that are given something once."""
    found: dict[str, ast.expr | None] = {}
    for method in own.methods.values():
        for node in ast.walk(method):
            targets = node.targets if isinstance(node, ast.Assign) else ()
            for target in targets:
                if isinstance(target, ast.Attribute) and _is_self(target.value):
                    found[target.attr] = None if target.attr in found else node.value  # type: ignore[attr-defined]
    return {name: value for name, value in found.items() if value is not None}


def _is_self(node: ast.expr) -> bool:
    return isinstance(node, ast.Name) and node.id == "self"
