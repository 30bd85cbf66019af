"""The layers of a model as facts: what they are, how they are connected, what their weights start with."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from pyadapter.core.numbers import strided_sample
from pyadapter.core.setup import LayerFacts, WeightFacts
from pyadapter.probe.setup.places import frozen_at
from pyadapter.probe.watch.heads import leaves_of
from pyadapter.probe.watch.layer_lines import layers_made, made_at
from pyadapter.probe.watch.values import host, read_variable

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pyadapter.core.setup import Shape

MOST = 2000
"""Layers that are described."""

SAMPLE = 100_000
"""Values of a weight that are looked at."""

_OPTIONS = (
    "axis", "data_format", "padding", "strides", "pool_size", "kernel_size", "return_sequences",
    "return_state", "input_dim", "output_dim", "mask_zero", "scale", "offset", "use_bias", "target_shape",
    "recurrent_activation", "alpha", "negative_slope", "epsilon", "momentum", "n", "num_heads", "key_dim",
    "stateful", "go_backwards", "num_tokens", "output_mode", "dims",
)  # fmt: skip
_PLAIN = (bool, int, float, str)


def layers_of(model: Any) -> tuple[list[Any], bool]:
    """List the layers of a model without layers inside.

    Args:
        model: None in a hand-written loop: all layers that the script made and that have weights.

    Returns:
        The layers, and whether they are a chain.
    """
    if model is None:
        made = [layer for layer, _ in layers_made()]
        parts = {id(part) for layer in made if _is_whole(layer) for part in leaves_of(layer)}
        inner = [layer for layer in made if _is_whole(layer) and id(layer) not in parts]
        return [layer for layer in inner if type(layer).__name__ != "InputLayer"][:MOST], False
    layers = list(_inside(model))
    layers = list({id(each): each for each in layers if type(each).__name__ != "InputLayer"}.values())
    direct = getattr(model, "layers", [])
    chain = type(model).__name__ == "Sequential" and len(direct) >= len(layers)
    return layers[:MOST], chain


def _inside(model: Any) -> Iterator[Any]:
    """List the layers of a model: those with none inside, and recurrent ones without their cells."""
    for layer in getattr(model, "_layers", None) or ():
        if _is_whole(layer):
            yield layer
        else:
            yield from _inside(layer)


def _is_whole(layer: Any) -> bool:
    recurrent = hasattr(layer, "cell") or type(layer).__name__ == "Bidirectional"
    return recurrent or not getattr(layer, "_layers", None)


def facts_of(layers: Sequence[Any], model: Any, *, chain: bool) -> tuple[LayerFacts, ...]:
    """Describe layers."""
    places = {id(layer): position for position, layer in enumerate(layers)}
    return tuple(_facts(layer, model, places, chain=chain) for layer in layers)


def _facts(layer: Any, model: Any, places: dict[int, int], *, chain: bool) -> LayerFacts:
    kind, own = _kind(layer)
    node = next(iter(getattr(layer, "_inbound_nodes", None) or ()), None)
    position = places[id(layer)]
    inputs, through = _inputs(node, places)
    if not inputs and chain and position:
        inputs = (position - 1,)
    units = getattr(layer, "units", None) or getattr(layer, "filters", None)
    rate = getattr(layer, "rate", None)
    return LayerFacts(
        name=str(layer.name),
        path=_path(layer, model),
        kind=kind,
        own=own,
        inputs=inputs,
        through=through,
        activation=_activation(layer, kind),
        units=units if isinstance(units, int) else None,
        rate=float(rate) if isinstance(rate, (int, float)) else None,
        options=_options(layer),
        input_shape=_input_shape(layer, node),
        output_shape=_shape(next(iter(getattr(node, "output_tensors", None) or ()), None)),
        weights=tuple(_weight(each, layer) for each in getattr(layer, "weights", ())),
        trainable=bool(getattr(layer, "trainable", True)),
        frozen_at=frozen_at(layer),
        location=made_at(layer),
        times=len(getattr(layer, "_inbound_nodes", None) or ()),
    )


def _kind(layer: Any) -> tuple[str, bool]:
    own = not type(layer).__module__.startswith(("keras.", "tf_keras."))
    for base in type(layer).__mro__:
        if base.__module__.startswith(("keras.src.layers", "tf_keras.src.layers")):
            return base.__name__, own
    return "Layer", own


def _path(layer: Any, model: Any) -> str:
    path = str(getattr(layer, "path", None) or layer.name)
    root = "" if model is None else f"{model.name}/"
    return path if not root or path.startswith(root) else f"{root}{layer.name}"


def _activation(layer: Any, kind: str) -> str | None:
    function = getattr(layer, "activation", None)
    if callable(function):
        name = getattr(function, "__name__", None) or getattr(function, "name", None)
        return str(name) if name else None
    return _LAYERS.get(kind)


_LAYERS = {
    "ReLU": "relu", "Softmax": "softmax", "LeakyReLU": "leaky_relu", "ELU": "elu", "PReLU": "prelu",
}  # fmt: skip
"""Layers that are activations."""


def _inputs(node: Any, places: dict[int, int]) -> tuple[tuple[int, ...], tuple[str, ...]]:
    """Return the layers that a node's inputs come from, and the operations between that are no layers."""
    found: list[int] = []
    through: list[str] = []
    ahead = list(getattr(node, "input_tensors", None) or ())
    seen: set[int] = set()
    while ahead and len(seen) < MOST:
        tensor = ahead.pop(0)
        operation = getattr(getattr(tensor, "_keras_history", None), "operation", None)
        if operation is None or id(tensor) in seen:
            continue
        seen.add(id(tensor))
        if id(operation) in places:
            found.append(places[id(operation)])
            continue
        inner = getattr(operation, "outputs", None)
        if inner and getattr(operation, "_layers", None):
            ahead.extend(inner)  # a model in a model
            continue
        before = next(iter(getattr(operation, "_inbound_nodes", None) or ()), None)
        ahead.extend(getattr(before, "input_tensors", None) or ())
        if type(operation).__name__ != "InputLayer":
            through.append(type(operation).__name__)
    return tuple(dict.fromkeys(found)), tuple(through)


def _input_shape(layer: Any, node: Any) -> Shape | None:
    known = _shape(next(iter(getattr(node, "input_tensors", None) or ()), None))
    if known is not None:
        return known
    shapes = getattr(layer, "_build_shapes_dict", None)
    shape = next(iter(shapes.values()), None) if isinstance(shapes, dict) else None
    return tuple(shape) if isinstance(shape, (tuple, list)) and all(map(_is_size, shape)) else None


def _is_size(size: Any) -> bool:
    return size is None or isinstance(size, int)


def _shape(tensor: Any) -> Shape | None:
    shape = getattr(tensor, "shape", None)
    return None if shape is None else tuple(shape)


def _options(layer: Any) -> dict[str, object]:
    found: dict[str, object] = {}
    for name in _OPTIONS:
        value = getattr(layer, name, None)
        if isinstance(value, _PLAIN):
            found[name] = value
        elif isinstance(value, (tuple, list)) and all(isinstance(each, _PLAIN) for each in value):
            found[name] = tuple(value)
        elif callable(value) and name.endswith("activation"):
            found[name] = getattr(value, "__name__", None)
    return found


def _weight(variable: Any, layer: Any) -> WeightFacts:
    name = str(getattr(variable, "name", "")).partition(":")[0]
    initializer = getattr(layer, f"{name}_initializer", None)
    value = read_variable(variable)
    array = None if value is None else host(value)
    known: dict[str, float] = {}
    if array is not None and array.size and array.dtype.kind == "f":
        values = strided_sample(array, SAMPLE).astype(np.float64)
        values = values[np.isfinite(values)]
        if values.size:
            known = {
                "minimum": float(values.min()), "maximum": float(values.max()),
                "mean": float(values.mean()), "deviation": float(values.std()),
            }  # fmt: skip
    return WeightFacts(
        name,
        tuple(variable.shape),
        bool(getattr(variable, "trainable", True)),
        None if initializer is None else type(initializer).__name__,
        **known,
    )
