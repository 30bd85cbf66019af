"""Heads: the layer that makes a model's predictions, and the line of the script that made that layer."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pyadapter.probe.watch.layer_lines import layers_made

if TYPE_CHECKING:
    from collections.abc import Iterable

DEEPEST = 10
"""Layers without weights (activation, reshape, dropout, …) that may follow the one with the units."""


def head_of(predictions: Any, model: Any = None) -> Any:
    """Find the last layer, by the graph of a functional model, else by the number of its units.

    Args:
        predictions: A tensor that the model has made.
        model: None in a hand-written loop: the layers that the script made are searched.

    Returns:
        The layer; None where several could be it.
    """
    size = _last_dimension(predictions)
    for operation in _operations(model, size):
        return operation
    if getattr(model, "outputs", None):
        return None
    return _only(_leaves(model), size)


def units_of(predictions: Any, model: Any = None) -> Any:
    """Find the layer whose units, or filters, are the last dimension of the predictions.

    Args:
        predictions: As for `head_of`.
        model: As for `head_of`.

    Returns:
        The layer; None where several could be it.
    """
    layer = head_of(predictions, model)
    for _ in range(DEEPEST):
        if layer is None or _units(layer) is not None:
            return layer
        nodes = getattr(layer, "_inbound_nodes", None)
        inputs: Any = nodes[-1].input_tensors if nodes else ()
        layer = inputs[0]._keras_history.operation if len(inputs) == 1 else None  # noqa: SLF001 -- Keras's own graph
    return None


def path_in(model: Any, layer: Any) -> str:
    """Return the name of a layer with the model's before it."""
    name = str(getattr(layer, "name", type(layer).__name__))
    return name if model is None or model is layer else f"{model.name}/{name}"


def leaves_of(model: Any) -> list[Any]:
    """List the layers of a model that have none inside, in the order in which they were added."""
    try:
        layers = list(model._flatten_layers(include_self=False, recursive=True))  # noqa: SLF001 -- `layers` are the outermost
    except AttributeError:
        return []
    return [layer for layer in layers if not getattr(layer, "_layers", None)]


def _operations(model: Any, size: int | None) -> list[Any]:
    """Return the one operation behind the outputs of a size; nothing where there are several."""
    try:
        outputs = list(model.outputs)
        fitting = [output for output in outputs if len(outputs) == 1 or _last_dimension(output) == size]
        found = {id(operation): operation for operation in map(_behind, fitting)}
    except (AttributeError, TypeError, ValueError):  # subclassed, or not built yet
        return []
    return list(found.values()) if len(found) == 1 else []


def _behind(output: Any) -> Any:
    operation = output._keras_history.operation  # noqa: SLF001 -- Keras's own graph
    for _ in range(DEEPEST):
        inner = getattr(operation, "outputs", None)
        if not inner or len(inner) != 1:
            break
        operation = inner[0]._keras_history.operation  # noqa: SLF001 -- a model in a model
    return operation


def _leaves(model: Any) -> Iterable[Any]:
    return leaves_of(model) if model is not None else (layer for layer, _ in layers_made())


def _only(layers: Iterable[Any], size: int | None) -> Any:
    found = [layer for layer in layers if size is not None and _units(layer) == size]
    return found[0] if len(found) == 1 else None


def _units(layer: Any) -> int | None:
    units = getattr(layer, "units", None) or getattr(layer, "filters", None)
    return units if isinstance(units, int) else None


def _last_dimension(value: Any) -> int | None:
    shape: Any = getattr(value, "shape", None)
    return int(shape[-1]) if shape is not None and len(shape) and shape[-1] is not None else None
