"""What stands around a refusal: the layers behind it, by Keras's own graph, and the data of the call."""

from __future__ import annotations

import weakref
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from pyadapter.core.causes.refused import Given, Refused
from pyadapter.probe.setup.inputs import declared_by, described
from pyadapter.probe.setup.source import argument_of, assigned_at, items_of, named
from pyadapter.probe.watch.batches import batch_leaves
from pyadapter.probe.watch.frames import layer_types, location_in
from pyadapter.probe.watch.heads import leaves_of
from pyadapter.probe.watch.layer_lines import layers_made, made_at
from pyadapter.probe.watch.shapes import dtype_of, shape_of, tensors_in

if TYPE_CHECKING:
    import ast
    from collections.abc import Iterator, Mapping, Sequence

    from pyadapter.core.causes.refused import Part
    from pyadapter.core.finding import Location
    from pyadapter.core.refusal import Refusal
    from pyadapter.core.setup import Source
    from pyadapter.probe.watch.refusals import Place

MOST = 100
"""Layers on the way back from a refusal."""


@dataclass(frozen=True)
class Call:
    """A call of a method of a model that trains, evaluates or predicts.

    Attributes:
        name: Name of the method.
        model: The model.
        arguments: By name.
        location: The user's line.
    """

    name: str
    model: Any
    arguments: Mapping[str, Any]
    location: Location | None


@dataclass(frozen=True)
class Surroundings:
    """The layers around an error, none of which lives longer for it.

    Attributes:
        layer: The innermost that ran.
        before: Those that its input, or the predictions, came from, the nearest first.
        model: The model that trains, or that is used as a layer.
        symbolic: Whether layers were being connected.
    """

    layer: weakref.ref[Any] | None
    before: tuple[weakref.ref[Any], ...]
    model: weakref.ref[Any] | None
    symbolic: bool


def surroundings_of(places: Sequence[Place], layer: Any, *, loss: bool) -> Surroundings:
    """Look at the frames of an error while they are there.

    Args:
        places: Its frames, the outermost first.
        layer: The innermost layer.
        loss: Whether a loss refused.
    """
    model = _model(places)
    given = _given_to(places, layer)
    if loss:
        layer, before = None, _behind_outputs(model)
    elif given is not None and hasattr(given, "_keras_history"):
        before = list(_behind(given))
    else:
        node = next(iter(getattr(layer, "_inbound_nodes", None) or ()), None)
        tensors = getattr(node, "input_tensors", None)
        before = list(_behind(tensors[0])) if tensors else _made_before(layer, model)
    return Surroundings(
        None if layer is None else weakref.ref(layer),
        tuple(map(weakref.ref, before[:MOST])),
        None if model is None else weakref.ref(model),
        symbolic=given is not None and hasattr(given, "_keras_history"),
    )


def refused_of(
    refusal: Refusal, around: Surroundings | None, call: Call | None, at: Location | None
) -> Refused:
    """Describe a refusal for the causes.

    Args:
        refusal: The error.
        around: The layers, where the error has passed Keras.
        call: The call that it left.
        at: The user's innermost line.
    """
    found = Refused(refusal, at=at)
    if call is not None:
        given = tuple(_given(call))
        found = replace(found, given=given, call=call.name, line=call.location)
    if around is None:
        return found
    model = around.model() if around.model is not None else None
    if model is None and call is not None:
        model = call.model
    layer = around.layer() if around.layer is not None else None
    before = [each for each in (reference() for reference in around.before) if each is not None]
    return replace(
        found,
        layer=None if layer is None else described(layer, model),
        before=tuple(described(each, model) for each in before),
        inputs=tuple(described(each, model) for each in declared_by(model)),
        symbolic=around.symbolic,
        model=None if model is None else made_at(model),
    )


def _model(places: Sequence[Place]) -> Any:
    """Return the innermost model: one that trains, or one that is called."""
    kinds = layer_types()
    for place in reversed(places):
        owner = place.frame.f_locals.get("self")
        if kinds and isinstance(owner, kinds) and hasattr(owner, "compile_from_config"):
            return owner
    return None


def _given_to(places: Sequence[Place], layer: Any) -> Any:
    """Return the first tensor that a layer was called with."""
    for place in reversed(places):
        local = place.frame.f_locals
        if place.name == "__call__" and local.get("self") is layer and layer is not None:
            return next(tensors_in([local.get("args"), local.get("kwargs")]), None)
    return None


def _behind(tensor: Any) -> Iterator[Any]:
    """Walk from a symbolic tensor to the input, by first inputs, through the models on the way."""
    for _ in range(MOST):
        history = getattr(tensor, "_keras_history", None)
        operation = getattr(history, "operation", None)
        if operation is None or history is None:
            return
        inner = getattr(operation, "outputs", None) if getattr(operation, "_layers", None) else None
        if inner:
            yield from (each for each in _behind(inner[0]) if type(each).__name__ != "InputLayer")
        elif hasattr(operation, "weights"):
            yield operation
        nodes = getattr(operation, "_inbound_nodes", None) or ()
        tensors = nodes[history.node_index].input_tensors if history.node_index < len(nodes) else ()
        if not tensors:
            return
        tensor = tensors[0]


def _behind_outputs(model: Any) -> list[Any]:
    outputs = getattr(model, "outputs", None)
    if outputs:
        return list(_behind(outputs[0]))
    if model is not None:
        return [each for each in reversed(leaves_of(model)) if _named_as_layer(each)]
    return [layer for layer, _ in reversed(layers_made()) if not getattr(layer, "_layers", None)]


def _made_before(layer: Any, model: Any) -> list[Any]:
    """Return the layers that a model of the user's class made before one: as a rule it calls them so."""
    leaves = [] if model is None else leaves_of(model)
    place = next((index for index, each in enumerate(leaves) if each is layer), 0)
    return list(reversed(leaves[:place]))


def _named_as_layer(layer: Any) -> bool:
    return not type(layer).__module__.startswith(("keras.src.metrics", "keras.src.losses"))


def _given(call: Call) -> Iterator[Given]:
    """Describe what a call was given, with the lines of the user's that made it."""
    code = getattr(call.arguments.get("x"), "gi_code", None)
    frame = getattr(call.arguments.get("x"), "gi_frame", None)
    if code is not None and frame is not None:  # it waits at its `yield`
        yielded = location_in(code, frame.f_lineno)
        yield Given("x", (), expression=code.co_name, location=yielded, assigned=yielded, source="generator")
        return
    pair = call.arguments.get("x"), call.arguments.get("y")
    yield from _columns(pair, ("x", "y"), call, _expressions(call, "x"), _expressions(call, "y"))
    later: Any = call.arguments.get("validation_data")
    if later is not None:
        expression = (
            None if call.location is None else argument_of(call.location, call.name, 7, "validation_data")
        )
        parts = items_of(expression, call.location)
        arrays = (
            (later[0], later[1]) if isinstance(later, (tuple, list)) and len(later) > 1 else (later, None)
        )
        x, y = (*parts, None, None)[:2] if len(parts) > 1 else (expression, None)
        yield from _columns(arrays, ("validation x", "validation y"), call, x, y)


def _expressions(call: Call, name: str) -> ast.expr | None:
    return None if call.location is None else argument_of(call.location, call.name, "xy".index(name), name)


def _columns(
    pair: tuple[Any, Any], parts: tuple[Part, Part], call: Call, x: ast.expr | None, y: ast.expr | None
) -> Iterator[Given]:
    first = pair[0]
    spec = getattr(first, "element_spec", None)
    source: Source = "array" if spec is None else "dataset"
    if spec is not None:
        pair = (spec[0], spec[1]) if isinstance(spec, tuple) and len(spec) > 1 else (spec, None)
    for part, value, expression in zip(parts, pair, (x, x if spec is not None else y), strict=True):
        inner = items_of(expression, call.location) if isinstance(value, (list, tuple)) else []
        leaves = [leaf for _, _, leaf in batch_leaves((value, None))] if value is not None else []
        for index, leaf in enumerate(leaves):
            shape = shape_of(leaf)
            if shape is None:
                continue
            own = inner[index] if len(inner) == len(leaves) else expression
            pick = int(part.endswith("y"))
            origin = None if call.location is None else named(own, call.location, pick)
            yield Given(
                part,
                shape,
                dtype_of(leaf),
                None if origin is None else origin.expression,
                None if origin is None else origin.location,
                None if own is None or call.location is None else assigned_at(own, call.location),
                source,
            )
