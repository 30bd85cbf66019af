"""The graph of a model's layers: from how it was built, and from what its layers were given in this step.

Functional and sequential models know how their layers hang together. Of others, and of layers with layers in
them, it is seen from the calls of the step: what an op makes of the result of one layer and hands to another
connects the two; an op that brings several together is a node of its own.
"""

from __future__ import annotations

import itertools
from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from pyadapter.probe.inspection.model_parts import (
    Edge,
    Graph,
    Names,
    Node,
    Ports,
    children_of,
    descendants,
    function_of,
    is_layer,
    is_sequential,
    signature,
    signature_of,
)

if TYPE_CHECKING:
    from collections.abc import Sequence
    from types import CodeType

    from pyadapter.probe.watch.flow import Flow, FlowOp
    from pyadapter.probe.watch.layer_calls import LayerCall

MOST = 4000
"""Nodes of a graph, a bound for models that are made of loops."""

_DESCRIBING = frozenset({"Shape", "ShapeN", "Size", "Rank", "ZerosLike", "OnesLike", "BroadcastGradientArgs"})
"""Ops whose result does not have its input's values: they connect nothing."""

_Sources = frozenset[str | int]
"""Paths of nodes; a number stands for an argument of the layer that is looked at."""


@dataclass
class _Walk:
    """What is known of tensors inside one call of a layer.

    Attributes:
        path: The layer.
        made: By `_id`: where a tensor comes from.
        entries: By argument: the nodes that use it.
    """

    path: str
    made: dict[int, _Sources] = field(default_factory=dict)
    entries: defaultdict[int, set[str]] = field(default_factory=lambda: defaultdict(set))


class Builder:
    """Builds the graph of one model.

    Args:
        model: A Keras model, or None for the layers that a program calls by itself.
        calls: Those of this step.
        flow: The ops of this step.
    """

    def __init__(self, model: Any, calls: Sequence[LayerCall], flow: Flow) -> None:
        self.graph = Graph()
        self._calls = calls
        self._flow = flow
        self._model = model
        self._root = str(model.name) if model is not None else ""
        self._called: dict[int, list[int]] = {}
        self._made_by: dict[int, tuple[LayerCall, int]] = {}
        for index, call in enumerate(calls):
            self._called.setdefault(id(call.layer()), []).append(index)
            self._made_by.update((made, (call, slot)) for slot, made in enumerate(call.output_ids))
        self._layers = dict(descendants(model, self._root)) if model is not None else {}
        self._paths: dict[int, str] = {}
        for path, layer in self._layers.items():
            self._paths.setdefault(id(layer), path)
        self._expanded: dict[str, Ports] = {}
        self._op_places: dict[str, list[tuple[CodeType, int] | None]] = {}

    def build(self) -> Graph:
        """Return the graph."""
        graph = self.graph
        indexes = self._called.get(id(self._model), ())
        graph.complete = any(self._calls[index].outputs for index in indexes)
        graph.ports = self._ports(self._model, self._root)
        return graph

    def exits_of(self, path: str) -> Names:
        """Return the nodes that what a layer returns comes from."""
        ports = self._expanded.get(path)
        return frozenset({path}) if ports is None else frozenset().union(*ports.exits)

    def _ports(self, layer: Any, path: str) -> Ports:
        """Add what is in a layer, once."""
        if path not in self._expanded:
            alone = frozenset({path})
            self._expanded[path] = Ports([alone], [alone])  # for a layer that is in itself
            function = function_of(layer)
            if function is not None:
                self._expanded[path] = self._configured(function, path)
            elif is_sequential(layer) and not any(calls for _, calls in self._calls_in(layer)):
                self._expanded[path] = self._planned(layer, path)
            elif layer is None or children_of(layer) or self._calls_in(layer):
                self._expanded[path] = self._seen(layer, path)
            elif path == self._root:
                self._expanded[path] = Ports([frozenset()], [frozenset()])
        return self._expanded[path]

    def _add(self, operation: Any, path: str, parent: str) -> None:
        if path in self.graph.nodes or len(self.graph.nodes) >= MOST:
            return
        layer = operation if is_layer(operation) else None
        call = self._latest(operation)
        shape = signature_of(call)
        if shape is None:
            outputs = getattr(next(iter(getattr(operation, "_inbound_nodes", ())), None), "outputs", ())
            shape = signature(outputs[0].shape, outputs[0].dtype) if outputs else None
        above = None if parent == self._root else parent
        kind = type(operation).__name__
        self.graph.nodes[path] = Node(path, str(operation.name), kind, above, layer, shape, call)

    def _latest(self, layer: Any) -> LayerCall | None:
        indexes = self._called.get(id(layer))
        return None if not indexes else self._calls[indexes[-1]]

    def _configured(self, function: Any, path: str) -> Ports:
        """Add the operations of a functional model."""
        made: dict[int, Names] = {}
        calls = self._calls_of_nodes(function)
        for node in _nodes(function):
            below = f"{path}/{node.operation.name}"
            self._add(node.operation, below, path)
            ports = self._ports(node.operation, below)
            for slot, tensor in enumerate(node.input_tensors):
                sources = made.get(id(tensor), frozenset())
                edge = self._configured_edge(tensor, slot, calls.get(id(node)), calls)
                self.graph.connect(sources, ports.entry(slot), edge)
            for slot, tensor in enumerate(node.outputs):
                made[id(tensor)] = ports.exit(slot)
        entries, exits = (
            [made.get(id(tensor), frozenset()) for tensor in tensors] or [frozenset()]
            for tensors in (function._inputs, function._outputs)  # noqa: SLF001 -- flat, unlike the public ones
        )
        return Ports(entries, exits)

    def _planned(self, layer: Any, path: str) -> Ports:
        """Add the layers of a sequential model that has not been built yet, one after the other."""
        ports: list[Ports] = []
        for child in children_of(layer):
            self._add(child, f"{path}/{child.name}", path)
            ports.append(self._ports(child, f"{path}/{child.name}"))
        for before, after in itertools.pairwise(ports):
            self.graph.connect(before.exit(0), after.entry(0), Edge())
        return Ports(ports[0].entries, ports[-1].exits) if ports else Ports([frozenset()], [frozenset()])

    def _calls_of_nodes(self, function: Any) -> dict[int, LayerCall]:
        """Return by the `id` of a node of a functional model its call; shared layers have several nodes."""
        nodes: dict[int, list[int]] = {}
        for node in _nodes(function):
            nodes.setdefault(id(node.operation), []).append(id(node))
        found: dict[int, LayerCall] = {}
        for operation, mine in nodes.items():
            indexes = self._called.get(operation, [])
            # The calls of the last time that all nodes of it were run; of the first time while it runs.
            last = indexes[len(indexes) - len(mine) :] if len(indexes) >= len(mine) else indexes
            found.update((node, self._calls[index]) for node, index in zip(mine, last, strict=False))
        return found

    def _configured_edge(
        self, tensor: Any, slot: int, user: LayerCall | None, calls: dict[int, LayerCall]
    ) -> Edge:
        """Describe a tensor: as it was in this step where that is known, else as it was planned."""
        operation, place, result = tensor._keras_history  # noqa: SLF001 -- what functional models are built by
        node = operation._inbound_nodes[place] if operation is not None else None  # noqa: SLF001 -- as above
        maker = calls.get(id(node))
        if maker is not None and result < len(maker.output_ids):
            return self._edge(maker.output_ids[result])
        identity = user.inputs[slot] if user is not None and slot < len(user.inputs) else None
        return Edge(signature(tensor.shape, tensor.dtype), identity)

    def _edge(self, identity: int | None) -> Edge:
        call, slot = self._made_by.get(identity or 0, (None, 0))
        return Edge(signature_of(call, slot) or "", identity, call)

    def _calls_in(self, layer: Any) -> list[tuple[LayerCall | None, list[LayerCall]]]:
        """Return the calls of a layer with those directly in each.

        Of a model that was not called itself, as where `train_step` calls its parts: those outside of all.
        """
        called = self._called.get(id(layer), ())
        if not called and (layer is None or layer is self._model):
            return [(None, [call for call in self._calls if call.depth == 0 and self._knows(call)])]
        found: list[tuple[LayerCall | None, list[LayerCall]]] = []
        for start in called:
            depth, inner = self._calls[start].depth, []
            for call in self._calls[start + 1 :]:
                if call.depth <= depth:
                    break
                if call.depth == depth + 1:
                    inner.append(call)
            if inner:
                found.append((self._calls[start], inner))
        return found

    def _knows(self, call: LayerCall) -> bool:
        return self._model is None or id(call.layer()) in self._paths

    def _seen(self, layer: Any, path: str) -> Ports:
        """Add what was called in a layer."""
        entries: defaultdict[int, set[str]] = defaultdict(set)
        exits: defaultdict[int, set[str]] = defaultdict(set)
        for outer, calls in self._calls_in(layer):
            walk = _Walk(path)
            for slot, identity in enumerate(outer.inputs if outer is not None else ()):
                walk.made[identity] = walk.made.get(identity, frozenset()) | {slot}
            for call in calls:
                self._see(call, walk)
            for slot, identity in enumerate(outer.output_ids if outer is not None else ()):
                exits[slot] |= _paths(self._sources(identity, walk))
            for slot, names in walk.entries.items():
                entries[slot] |= names
        alone = frozenset() if path == self._root else frozenset({path})
        return Ports(_in_order(entries, alone), _in_order(exits, alone))

    def _see(self, call: LayerCall, walk: _Walk) -> None:
        layer = call.layer()
        if layer is None:
            return
        path = self._paths.get(id(layer)) or f"{walk.path}/{layer.name}".lstrip("/")
        self._add_with_parents(layer, path)
        ports = self._ports(layer, path)
        for slot, identity in enumerate(call.inputs):
            self._connect(self._sources(identity, walk), ports.entry(slot), self._edge(identity), walk)
        for slot, identity in enumerate(call.output_ids):
            walk.made[identity] = frozenset[str | int](ports.exit(slot))

    def _add_with_parents(self, layer: Any, path: str) -> None:
        """Add a layer and those around it: one may be called without the layer that it is in."""
        parent = path.rpartition("/")[0]
        if parent not in {self._root, ""} and parent not in self.graph.nodes and parent in self._layers:
            self._add_with_parents(self._layers[parent], parent)
        self._add(layer, path, parent)

    def _connect(self, sources: _Sources, targets: Names, edge: Edge, walk: _Walk) -> None:
        self.graph.connect(_paths(sources), targets, edge)
        for each in sources:
            if isinstance(each, int):
                walk.entries[each] |= targets

    def _sources(self, identity: int, walk: _Walk) -> _Sources:
        """Return where a tensor comes from: back through ops, without recursion."""
        ahead = [identity]
        while ahead:
            op = None if ahead[-1] in walk.made else self._flow.maker(ahead[-1])
            unknown = [] if op is None else [each for each in op.inputs if each not in walk.made]
            if op is None or op.op in _DESCRIBING:
                walk.made.setdefault(ahead.pop(), frozenset())
            elif unknown:
                ahead.extend(unknown)
            else:
                ahead.pop()
                self._pass(op, walk)
        return walk.made[identity]

    def _pass(self, op: FlowOp, walk: _Walk) -> None:
        """Note where the results of an op come from; where several meet, it is a node."""
        given = {each: walk.made.get(each, frozenset()) for each in op.inputs}
        sources = frozenset(each for known in given.values() for each in known)
        if len({each for each in given.values() if each}) > 1:
            path = self._add_op(op, walk.path)
            for identity, each in given.items():
                self._connect(each, frozenset({path}), self._edge(identity), walk)
            sources = frozenset[str | int]({path})
        walk.made.update(dict.fromkeys(op.outputs, sources))

    def _add_op(self, op: FlowOp, around: str) -> str:
        location = op.location
        name = f"{around}/{op.op}".lstrip("/") + (f":{location.line}" if location is not None else "")
        # One node for all passes of a loop, and one for each place in a line.
        places = self._op_places.setdefault(name, [])
        if op.code not in places:
            places.append(op.code)
        count = places.index(op.code) + 1
        path = name if count == 1 else f"{name} ({count})"
        if path not in self.graph.nodes and len(self.graph.nodes) < MOST:
            parent = None if around == self._root else around
            self.graph.nodes[path] = Node(path, op.op, op.op, parent, location=location)
        return path


def _nodes(function: Any) -> list[Any]:
    """Return the nodes of a functional model in the order in which they run."""
    by_depth = function._nodes_by_depth  # noqa: SLF001 -- Keras keeps its order to itself
    return [node for depth in sorted(by_depth, reverse=True) for node in by_depth[depth]]


def _paths(sources: _Sources) -> Names:
    return frozenset(each for each in sources if isinstance(each, str))


def _in_order(found: dict[int, set[str]], otherwise: Names) -> list[Names]:
    if not found:
        return [otherwise]
    return [frozenset(found.get(slot, ())) or otherwise for slot in range(max(found) + 1)]
