"""Layers that a source makes: what their constructors are told, as facts."""

from __future__ import annotations

import ast
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pyadapter.core.setup import LayerFacts, WeightFacts
from pyadapter.core.source.arguments import arguments_of, values_of
from pyadapter.core.source.layer_shapes.reading import Inner
from pyadapter.core.source.values import UNKNOWN, number_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pyadapter.core.setup import Shape
    from pyadapter.core.source.module import Module

WRAPPERS = frozenset({"Bidirectional", "TimeDistributed"})
INPUTS = frozenset({"keras.Input", "keras.layers.Input", "keras.layers.InputLayer"})
MERGES = {
    f"keras.layers.{kind.lower()}": kind
    for kind in ("Add", "Average", "Concatenate", "Dot", "Maximum", "Minimum", "Multiply", "Subtract")
}
"""Functions that make a layer and call it, with the class of that layer."""

_ACTIVATIONS = {
    "ReLU": "relu", "Softmax": "softmax", "LeakyReLU": "leaky_relu", "ELU": "elu", "PReLU": "prelu",
}  # fmt: skip
"""Layers that are activations."""

_RECURRENT = frozenset({"LSTM", "GRU", "SimpleRNN", "ConvLSTM1D", "ConvLSTM2D", "ConvLSTM3D"})
_ACTIVATED = frozenset({
    "Dense", "EinsumDense", "Conv1D", "Conv2D", "Conv3D", "Conv1DTranspose", "Conv2DTranspose",
    "Conv3DTranspose", "DepthwiseConv1D", "DepthwiseConv2D", "SeparableConv1D", "SeparableConv2D",
})  # fmt: skip
_RATES = frozenset({
    "AlphaDropout", "Dropout", "GaussianDropout", "SpatialDropout1D", "SpatialDropout2D", "SpatialDropout3D",
})  # fmt: skip
_FUNCTIONS = ("keras.activations.", "tensorflow.nn.", "keras.ops.")
_CONSTANTS = {"Zeros": 0.0, "Ones": 1.0}
_KERNELS = _ACTIVATED | _RECURRENT


@dataclass(frozen=True, eq=False)
class MadeLayer:
    """A call that makes a layer.

    Attributes:
        call: The call.
        outer: Name of the class that is called: `TimeDistributed`.
        arguments: By name, as `shapes.infer` takes them.
        own: Whether the class is the file's own.
    """

    call: ast.Call
    outer: str
    arguments: dict[str, Any]
    own: bool = False

    @property
    def kind(self) -> str:
        """Name of Keras's class, of what is wrapped where it is a wrapper; `Layer` for the user's own."""
        inner = self.arguments.get("layer")
        if self.outer in WRAPPERS and isinstance(inner, Inner):
            return inner.kind
        return "Layer" if self.own else self.outer


def made_layer(module: Module, node: ast.AST | None, own: frozenset[str] = frozenset()) -> MadeLayer | None:
    """Read a call that makes a layer.

    Args:
        module: The file.
        node: The call.
        own: Names of the file's own classes of layers.

    Returns:
        None for anything else.
    """
    if not isinstance(node, ast.Call):
        return None
    if isinstance(node.func, ast.Name) and node.func.id in own:
        return MadeLayer(node, node.func.id, {}, own=True)
    name = module.name(node.func) or ""
    last = name.rpartition(".")[2]
    if not name.startswith("keras.layers.") or not last[:1].isupper() or name in INPUTS:
        return None
    arguments = arguments_of(module, node, name)
    if arguments is None:
        return MadeLayer(node, last, {"...": UNKNOWN})
    values = values_of(module, arguments)
    for option in ("activation", "recurrent_activation"):
        if option in arguments:
            values[option] = activation_of(module, arguments[option])
    if last in WRAPPERS and "layer" in arguments:
        inner = made_layer(module, arguments["layer"])
        values["layer"] = UNKNOWN if inner is None else Inner(inner.outer, inner.arguments)
    return MadeLayer(node, last, values)


def merge_of(module: Module, node: ast.Call, name: str) -> MadeLayer:
    """Read a call of one of `MERGES`: `concatenate([x, y], axis=1)`."""
    arguments = arguments_of(module, node, name)
    values = {"...": UNKNOWN} if arguments is None else values_of(module, arguments)
    values.pop("inputs", None)
    return MadeLayer(node, MERGES[name], values)


def activation_of(module: Module, node: ast.expr) -> Any:
    """Return the name of an activation that is given as string, function or layer; `UNKNOWN` otherwise."""
    value = values_of(module, {"": node})[""]
    if value is None or isinstance(value, str):
        return value
    name = module.name(node) or ""
    if name.startswith(_FUNCTIONS):
        return name.rpartition(".")[2]
    if isinstance(node, ast.Call):
        made = made_layer(module, node)
        return UNKNOWN if made is None else _ACTIVATIONS.get(made.kind, UNKNOWN)
    return UNKNOWN


def facts_of(
    module: Module, made: MadeLayer, name: str, inputs: tuple[int, ...], shape: Shape | None = None
) -> LayerFacts:
    """Describe a layer.

    Args:
        module: The file.
        made: The call that makes it.
        name: What it is called.
        inputs: Positions of the layers whose outputs it takes.
        shape: Of its input.
    """
    inner = made.arguments.get("layer")
    given: Mapping[str, Any] = (
        inner.arguments if isinstance(inner, Inner) and made.outer in WRAPPERS else made.arguments
    )
    kind, certain = made.kind, "..." not in made.arguments
    kernel = kernel_of(kind, given, shape) if certain else None
    units = given.get("units", given.get("filters"))
    rate = number_of(given.get("rate"))
    plain = {key: value for key, value in given.items() if _is_plain(value)}
    return LayerFacts(
        name=name,
        path=name,
        kind=kind,
        own=made.own,
        inputs=inputs,
        activation=_activation(kind, given) if certain else None,
        units=units if isinstance(units, int) and not isinstance(units, bool) else None,
        rate=rate if kind in _RATES else None,
        options=plain,
        input_shape=shape,
        weights=(kernel,) if kernel is not None else (),
        trainable=given.get("trainable", True) is not False,
        location=module.place(made.call),
    )


def _activation(kind: str, given: Mapping[str, Any]) -> str | None:
    if kind in _ACTIVATIONS:
        return _ACTIVATIONS[kind]
    default = "tanh" if kind in _RECURRENT else "linear" if kind in _ACTIVATED else None
    activation = given.get("activation", default)
    if activation is None and kind in _ACTIVATED | _RECURRENT:
        return "linear"
    return activation if isinstance(activation, str) else None


def kernel_of(kind: str, given: Mapping[str, Any], shape: Shape | None) -> WeightFacts | None:
    """Describe the kernel of a layer.

    Args:
        kind: Name of Keras's class.
        given: The arguments of its constructor.
        shape: Of its input, None where that is not known.

    Returns:
        None where neither its shape nor its values can be said.
    """
    initializer = given.get("kernel_initializer", "glorot_uniform")
    units = given.get("units", given.get("filters"))
    width = shape[-1] if shape else None
    if kind not in _KERNELS or not isinstance(initializer, str) or not isinstance(units, int):
        return None
    name = "".join(part.capitalize() for part in initializer.split("_"))
    value = _CONSTANTS.get(name)
    size = given.get("kernel_size")
    if kind == "Dense":
        whole: Shape = (width, units)
    elif kind.startswith("Conv") and isinstance(size, (int, tuple)) and shape:
        whole = (*(size if isinstance(size, tuple) else (size,) * (len(shape) - 2)), width, units)
    else:
        whole = (None, units)
    whole = tuple(each if isinstance(each, int) else None for each in whole)
    if value is not None:
        return WeightFacts("kernel", whole, True, name, value, value, value, 0.0)
    return WeightFacts("kernel", whole, True, name) if None not in whole else None


def _is_plain(value: Any) -> bool:
    if isinstance(value, (tuple, list)):
        return all(isinstance(each, (bool, int, float, str)) for each in value)
    return isinstance(value, (bool, int, float, str))
