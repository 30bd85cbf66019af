"""What a model declares as its inputs, and where the script says so."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from pyadapter.probe.setup.layers import facts_of
from pyadapter.probe.watch.layer_lines import layers_made

if TYPE_CHECKING:
    from pyadapter.core.finding import Location
    from pyadapter.core.setup import LayerFacts


def described(layer: Any, model: Any) -> LayerFacts:
    """Describe a layer by itself; an input layer with the line that says its shape."""
    facts = facts_of((layer,), model, chain=False)[0]
    inner = getattr(layer, "layer", None)  # of Bidirectional, whose options are the inner layer's
    if facts.kind == "Bidirectional" and facts.units is None:
        units = getattr(inner, "units", None)
        facts = replace(facts, units=units if isinstance(units, int) else None)
    if facts.kind != "InputLayer":
        return facts
    shape = getattr(layer, "batch_shape", None)
    return replace(
        facts,
        output_shape=facts.output_shape if shape is None else tuple(shape),
        location=_line_of_input(layer) or facts.location,
    )


def _line_of_input(layer: Any) -> Location | None:
    """Return the line that says `input_shape=…`, where that is another than made the input layer."""
    for tensor in getattr(next(iter(layer._inbound_nodes), None), "output_tensors", None) or ():  # noqa: SLF001 -- Keras's own graph
        for other, line in layers_made():
            node = next(iter(getattr(other, "_inbound_nodes", None) or ()), None)
            takes = any(each is tensor for each in getattr(node, "input_tensors", None) or ())
            if takes and getattr(other, "_input_shape_arg", None) is not None:
                return line
    shape = tuple(getattr(layer, "batch_shape", ())[1:])
    for other, line in layers_made():  # one that refused has no node
        if tuple(getattr(other, "_input_shape_arg", None) or ()) == shape and shape:
            return line
    return None


def declared_by(model: Any) -> list[Any]:
    """Return the input layers of a model."""
    layers = getattr(model, "_layers", None) or ()
    found = [layer for layer in layers if type(layer).__name__ == "InputLayer"]
    if found or not getattr(model, "inputs", None):
        return found
    histories = (getattr(tensor, "_keras_history", None) for tensor in model.inputs)
    return [history.operation for history in histories if history is not None]
