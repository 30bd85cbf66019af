"""The model: its layers as a graph, with the shapes of this step and the way to what was found."""

from __future__ import annotations

import sys
import time
from typing import TYPE_CHECKING, Any

import numpy as np

from pyadapter.probe.inspection.live import alive, described
from pyadapter.probe.inspection.model_parts import (
    Graph,
    Node,
    children_of,
    descendants,
    function_of,
    signature,
)
from pyadapter.probe.inspection.model_states import (
    add_detached,
    add_not_called,
    mark_finding,
    mark_unused,
    mark_without_gradient,
)
from pyadapter.probe.inspection.model_structure import MOST, Builder
from pyadapter.probe.watch.layer_lines import layers_made, made_at
from pyadapter.protocol.convert import location_to_wire

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from pyadapter.probe.inspection.model_parts import Edge
    from pyadapter.probe.probe import Probe
    from pyadapter.probe.watch.layer_calls import LayerCall

BUDGET = 0.4
"""Seconds for the one-line summaries of a graph; those on the way to the finding come first."""

MOST_LINES = 200
"""Summaries in one answer: pages keep answers of up to 150,000 characters over a reload."""

LAYERS = "the layers that ran"
"""What stands for a model where the program calls layers by itself."""


def commands(probe: Probe) -> dict[str, Callable[[Mapping[str, Any]], dict[str, Any]]]:
    """Return what answers each request of this topic."""

    def model(arguments: Mapping[str, Any]) -> dict[str, Any]:
        return model_graph(probe, arguments.get("model"))

    return {"keras/model": model}


def model_graph(probe: Probe, name: str | None) -> dict[str, Any]:
    """Describe a model: the schema's `ModelGraph`.

    Args:
        probe: Knows the calls of layers, the ops and the finding.
        name: Of the model; None for the one that is trained.
    """
    calls = list(probe.layer_calls.calls) if probe.layer_calls is not None else []
    models = _models()
    chosen = next((model for model in models if model.name == name), None)
    chosen = chosen if chosen is not None else _trained(probe, models, calls)
    first = [] if chosen is None else [chosen]
    names = list(dict.fromkeys(str(model.name) for model in (*first, *models)))
    if chosen is None and not calls:
        note = "No model has been made yet." if not models else "No layer has run in this step."
        return {"name": "", "models": names, "source": "calls", "nodes": [], "edges": [], "note": note}
    flow = probe.flow()
    builder = Builder(chosen, calls, flow)
    graph = builder.build()
    if chosen is not None:
        add_detached(graph, chosen, builder.exits_of)
        called = {id(call.layer()) for call in calls}
        add_not_called(graph, chosen, called, steps=(probe.progress.step or 0) if calls else 0)
        if graph.complete and function_of(chosen) is None:
            mark_unused(graph, flow)
    stop = probe.handles.current
    finding = stop.finding if stop is not None else None
    way = mark_finding(graph, finding) if finding is not None else set()
    mark_without_gradient(graph, probe.without_gradient())
    notes = (
        []
        if calls
        else ["No layer has run in this step: the shapes are those that the model was built with."]
    )
    if finding is not None and not any(node.state == "finding" for node in graph.nodes.values()):
        notes.append(f"{finding.title}: not in a layer of this model, but in the {finding.phase} phase.")
    if len(graph.nodes) >= MOST:
        notes.append(f"Only the first {MOST} nodes are shown.")
    body = {
        "name": LAYERS if chosen is None else str(chosen.name),
        "models": names,
        "source": "calls" if function_of(chosen) is None else "configuration",
        "nodes": [_node(node) for node in graph.nodes.values()],
        "edges": _edges(graph, way),
        **_sizes(chosen, graph),
    }
    return {**body, "note": " ".join(notes)} if notes else body


def _models() -> list[Any]:
    """Return the models of the program that are in no other one."""
    model = getattr(sys.modules.get("keras.src.models.model"), "Model", ())
    made = [layer for layer, _ in layers_made()]
    inner = {id(child) for layer in made for child in children_of(layer)}
    inner |= {id(getattr(layer, "_functional", None)) for layer in made}
    return [layer for layer in made if isinstance(layer, model) and id(layer) not in inner]


def _trained(probe: Probe, models: list[Any], calls: list[LayerCall]) -> Any:
    """Return the model that a step works with: the one that was called, or that has what was called in it."""
    outer = [call.layer() for call in calls if not call.depth]
    called = [model for model in models if any(model is layer for layer in outer)]
    around = [
        model
        for model in models
        if any(layer is child for layer in outer for _, child in descendants(model, model.name))
    ]
    found = called or around or ([] if calls else models)
    stop = probe.handles.current
    layer = (stop.finding.layer if stop is not None and stop.finding is not None else None) or ""
    named = [model for model in found or models if model.name == layer.partition("/")[0]]
    return next(reversed(named or found), None)


def _node(node: Node) -> dict[str, Any]:
    layer = node.layer
    variables = getattr(layer, "weights", ()) if layer is not None else ()
    body: dict[str, Any] = {
        "id": node.path,
        "name": node.name,
        "className": node.class_name,
        "parent": node.parent,
        "parameters": _parameters(variables),
        "trainable": any(getattr(each, "trainable", False) for each in variables),
        "state": node.state,
    }
    location = node.location or (made_at(layer) if layer is not None else None)
    if location is not None:
        body["location"] = location_to_wire(location)
    if node.shape is not None:
        body["shape"] = node.shape
    if node.why is not None:
        body["why"] = node.why
    if node.call is not None and node.call.output() is not None:
        body["reference"] = {"type": "output", "name": node.call.path}
    return body


def _edges(graph: Graph, way: set[tuple[str, str]]) -> list[dict[str, Any]]:
    values = alive([edge.identity for edge in graph.edges.values() if edge.identity is not None])
    deadline = time.monotonic() + BUDGET
    lines: dict[int, str] = {}
    for ends in sorted(graph.edges, key=lambda each: each not in way):
        value = values.get(graph.edges[ends].identity or 0)
        if value is None or time.monotonic() > deadline or len(lines) >= MOST_LINES:
            continue
        summary = described(value, lambda: time.monotonic() > deadline)
        if summary is not None:
            lines[id(value)] = summary.line
    return [_edge(ends, edge, values, lines, ends in way) for ends, edge in graph.edges.items()]


def _edge(
    ends: tuple[str, str], edge: Edge, values: Mapping[int, Any], lines: Mapping[int, str], on_way: bool
) -> dict[str, Any]:
    value = values.get(edge.identity or 0)
    shape = edge.shape if value is None else signature(value.shape, value.dtype)
    body: dict[str, Any] = {"from": ends[0], "to": ends[1], "shape": shape, "finding": on_way}
    if id(value) in lines:
        body["line"] = lines[id(value)]
    # Of a layer that is a node the node has it.
    if (
        value is not None
        and edge.call is not None
        and edge.call.path != ends[0]
        and edge.call.output() is value
    ):
        body["reference"] = {"type": "output", "name": edge.call.path}
    return body


def _sizes(model: Any, graph: Graph) -> dict[str, int]:
    if model is not None:
        variables: Iterable[Any] = model.weights
    else:
        outer = [
            node.layer for node in graph.nodes.values() if node.parent is None and node.layer is not None
        ]
        variables = {id(each): each for layer in outer for each in layer.weights}.values()
    every = list(variables)
    trained = [each for each in every if getattr(each, "trainable", False)]
    return {"parameters": _parameters(every), "trainableParameters": _parameters(trained)}


def _parameters(variables: Iterable[Any]) -> int:
    return sum(int(np.prod([size or 0 for size in each.shape], dtype=np.int64)) for each in variables)
