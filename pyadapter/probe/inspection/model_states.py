"""What is odd about the layers of a model: where it went wrong, the way there, what leads nowhere."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pyadapter.core.graph import reached
from pyadapter.probe.inspection.model_parts import (
    Edge,
    Graph,
    Node,
    children_of,
    descendants,
    function_of,
    is_layer,
    is_of_keras,
    signature,
)
from pyadapter.probe.layers import variables_of
from pyadapter.probe.watch.layer_lines import layers_made

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Mapping

    from pyadapter.core.finding import Finding
    from pyadapter.probe.inspection.model_parts import Names
    from pyadapter.probe.watch.flow import Flow

_AFTER = frozenset({"backward", "optimizer"})
"""Phases in which a value comes from the loss."""


def add_detached(graph: Graph, model: Any, exits_of: Callable[[str], Names]) -> None:
    """Add what was built upon a functional model and is in no model: it reaches no output.

    Args:
        graph: Of the model.
        model: The model.
        exits_of: Returns where the result of a node comes from.
    """
    function = function_of(model)
    if function is None or function is not model:  # a sequential model is built anew with each layer
        return
    operations = function._operations  # noqa: SLF001 -- as `_inputs`
    elsewhere = {
        id(operation)
        for layer, _ in layers_made()
        for operation in getattr(function_of(layer), "_operations", ())
    }
    seen: set[int] = set()
    ahead = [(operation, exits_of(f"{model.name}/{operation.name}")) for operation in operations]
    for operation, sources in ahead:
        for node in operation._outbound_nodes:  # noqa: SLF001 -- what functional models are built by
            detached = node.operation
            if id(detached) in elsewhere:
                continue
            here = sources
            if is_layer(detached):  # of ops there are those of masks, which nobody has to use
                path = f"{model.name}/{detached.name}"
                here = frozenset({path})
                graph.nodes.setdefault(path, _detached(path, detached, node))
                edge = Edge(next((signature(each.shape, each.dtype) for each in node.input_tensors), ""))
                graph.connect(sources, here, edge)
            if id(detached) not in seen:
                seen.add(id(detached))
                ahead.append((detached, here))


def _detached(path: str, layer: Any, node: Any) -> Node:
    shape = next((signature(each.shape, each.dtype) for each in node.outputs), None)
    return Node(
        path, str(layer.name), type(layer).__name__, None, layer, shape,
        state="unconnected", why="Its output reaches no output of the model.",
    )  # fmt: skip


def add_not_called(graph: Graph, model: Any, called: Collection[int], *, steps: int) -> None:
    """Add the layers that did not run in this step.

    Args:
        graph: Of the model.
        model: The model.
        called: `id` of the layers that did.
        steps: Steps before this one: a layer that has not even been built in them was never called.
    """
    layers = dict(descendants(model, model.name))
    for path, layer in layers.items():
        if type(layer).__name__ == "InputLayer" or id(layer) in called or _left_to_keras(layers, path):
            continue
        known = path in graph.nodes
        node = graph.nodes.setdefault(path, _uncalled(path, layer, model))
        if node.state == "unconnected" or any(id(each) in called for each in children_of(layer)):
            continue
        around = graph.nodes.get(path.rpartition("/")[0])
        over = around is not None and around.call is not None and bool(around.call.outputs)
        if graph.complete or over or (not known and steps > 0 and not getattr(layer, "built", True)):
            node.state = "notCalled"
            node.why = "It did not run in this step. Is it forgotten in `call`?"
        elif not known or node.shape is None:
            node.why = "It has not run yet in this step."


def _uncalled(path: str, layer: Any, model: Any) -> Node:
    parent = path.rpartition("/")[0]
    return Node(path, str(layer.name), type(layer).__name__, None if parent == model.name else parent, layer)


def _left_to_keras(layers: Mapping[str, Any], path: str) -> bool:
    """Whether a layer is in one of Keras' own, such as a cell, which not each way of computing it calls."""
    parent = path.rpartition("/")[0]
    while parent in layers:
        if is_of_keras(layers[parent]) and function_of(layers[parent]) is None:
            return True
        parent = parent.rpartition("/")[0]
    return False


def mark_unused(graph: Graph, flow: Flow) -> None:
    """Mark the layers whose output was used by nobody, and what led to them alone."""
    exits = {path for names in graph.ports.exits for path in names}
    if not exits:
        return
    for path, node in graph.nodes.items():
        # What an op took, for a loss that is added for example, counts as used.
        made = node.call.output_ids if node.call is not None else ()
        if any(flow.users(identity) for identity in made) and not any(
            source == path for source, _ in graph.edges
        ):
            exits.add(path)
    alive = reached(exits, graph.edges, backward=True)
    groups = {node.parent for node in graph.nodes.values()}
    for path, node in graph.nodes.items():
        ran = node.call is not None and node.call.outputs
        if path not in alive and path not in groups and node.state == "fine" and (ran or node.layer is None):
            node.state = "unconnected"
            node.why = "Its output reaches no output of the model."


def mark_without_gradient(graph: Graph, variables: Iterable[Any]) -> None:
    """Mark the layers of which no trainable variable ever got a gradient."""
    without = {id(variable) for variable in variables}
    for node in graph.nodes.values():
        mine = [each for each in variables_of(node.layer) if getattr(each, "trainable", False)]
        if node.state == "fine" and mine and all(id(each) in without for each in mine):
            node.state = "unconnected"
            node.why = "No gradient has reached its weights in any step so far."


def mark_finding(graph: Graph, finding: Finding) -> set[tuple[str, str]]:
    """Mark where it went wrong and the way there.

    Returns:
        The edges on the way.
    """
    place = _place_of(graph, finding)
    if place is None:
        return set()
    node = graph.nodes[place]
    node.state, node.why = "finding", finding.title
    here = {path for path in graph.inside(place) if any(path in edge for edge in graph.edges)} or {place}
    after = finding.phase in _AFTER
    way = reached(here, graph.edges, backward=not after)
    for path in way - graph.inside(place):
        each = graph.nodes.get(path)
        if each is not None and each.state == "fine":
            each.state = "path"
    return {edge for edge in graph.edges if way.issuperset(edge)}


def _place_of(graph: Graph, finding: Finding) -> str | None:
    """Return the node of a finding: its layer, else the innermost around it, else its operation."""
    layer = finding.layer or ""
    while layer:
        matches = [path for path in graph.nodes if path == layer or path.endswith(f"/{layer}")]
        if matches:
            return min(matches, key=len)
        inner = [path for path, node in graph.nodes.items() if node.call and node.call.path == layer]
        if inner:
            return inner[0]
        layer = layer.rpartition("/")[0]
    operations = [path for path, node in graph.nodes.items() if node.layer is None]
    same = [path for path in operations if graph.nodes[path].class_name.lower() == (finding.op or "").lower()]
    return same[0] if same else None
