"""Recurrent layers, and the wrappers around layers: `Bidirectional`, `TimeDistributed`."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING

from pyadapter.core.source.layer_shapes.convolution import convolved
from pyadapter.core.source.layer_shapes.reading import Inner, Made, Reading, Refused, Unsure, known

if TYPE_CHECKING:
    from collections.abc import Callable

    from pyadapter.core.setup import Shape

_GATES = {"LSTM": 4, "GRU": 3, "SimpleRNN": 1}
"""Matrices side by side in a kernel."""

_STATES = {"LSTM": 2, "GRU": 1, "SimpleRNN": 1}

_STEPS = 3
"""Rank of a batch of sequences."""


def recurrent(layer: Reading) -> Made:
    """Return what `LSTM`, `GRU` and `SimpleRNN` make."""
    layer.wants(exactly=_STEPS)
    units, gates = layer.count("units"), _GATES[layer.kind]
    batch, steps, features = layer.input
    name = f"{layer.kind.lower() if layer.kind != 'SimpleRNN' else 'simple_rnn'}_cell/kernel"
    parameters = layer.weight(name, features, units * gates) + units * units * gates
    if layer.flag("use_bias", default=True):
        twice = layer.kind == "GRU" and layer.flag("reset_after", default=True)
        parameters += units * gates * (2 if twice else 1)
    _keeps_state(layer)
    state = (batch, units)
    return Made(_outputs(layer, (batch, steps, units), state, _STATES[layer.kind]), parameters)


def convolutional(layer: Reading) -> Made:
    """Return what `ConvLSTM1D` and its like make."""
    rank, filters = int(layer.kind[-2]), layer.count("filters")
    layer.wants(exactly=rank + 3)
    batch, steps, *rest = layer.input
    step = (batch, *rest)
    spatial, channels = (step[2:], step[1]) if layer.channels_first else (step[1:-1], step[-1])
    if None in spatial:
        raise Refused(
            "ConvLSTM layers only support static input shapes for the spatial dimension. "
            f"Received invalid input shape: input_shape={step}"
        )
    if channels is None:
        raise Refused(
            "The channel dimension of the inputs (last axis) should be defined. Found None. "
            f"Full input shape received: input_shape={step}"
        )
    if max(layer.sizes("strides", rank, 1)) > 1 and max(layer.sizes("dilation_rate", rank, 1)) > 1:
        raise Unsure
    kernel = math.prod(layer.sizes("kernel_size", rank))
    parameters = kernel * 4 * filters * (channels + filters)
    if layer.flag("use_bias", default=True):
        parameters += 4 * filters
    _keeps_state(layer)
    state = convolved(layer, rank, filters, step)
    return Made(_outputs(layer, (batch, steps, *state[1:]), state, 2), parameters)


def bidirectional(layer: Reading, rules: Callable[[Reading], Made]) -> Made:
    """Return what `Bidirectional` makes of a recurrent layer.

    Args:
        layer: The wrapper.
        rules: What any layer makes.
    """
    inner = _inner(layer)
    if inner.kind not in _GATES or layer.given("backward_layer"):
        raise Unsure
    layer.wants(exactly=_STEPS)
    made = rules(inner)
    first, *states = made.shapes
    merge = layer.value("merge_mode", "concat")
    if merge == "concat":
        outputs: tuple[Shape, ...] = ((*first[:-1], 2 * known(first[-1])),)
    elif merge in {"sum", "mul", "ave"}:
        outputs = (first,)
    elif merge is None:
        outputs = (first, first)
    else:
        raise Unsure
    return Made((*outputs, *states, *states), None if made.parameters is None else 2 * made.parameters)


def time_distributed(layer: Reading, rules: Callable[[Reading], Made]) -> Made:
    """Return what `TimeDistributed` makes: what its layer makes of each step.

    Args:
        layer: The wrapper.
        rules: What any layer makes.
    """
    if len(layer.input) < _STEPS:
        raise Refused(
            "`TimeDistributed` Layer should be passed an `input_shape` with at least 3 dimensions, "
            f"received: {layer.input}"
        )
    batch, steps, *rest = layer.input
    try:
        made = rules(replace(_inner(layer), inputs=((batch, *rest),)))
    except Refused as refused:
        if "ndim=" in str(refused):  # what a layer asks of its inputs is not looked at inside of a wrapper
            raise Unsure from refused
        raise
    if len(made.shapes) != 1 or not made.shapes[0]:
        raise Unsure
    first, *row = made.shapes[0]
    return Made(((first, steps, *row),), made.parameters)


def _inner(layer: Reading) -> Reading:
    """Return the layer that is wrapped, with the wrapper's input.

    Raises:
        Unsure: It is not known.
    """
    inner = layer.arguments.get("layer")
    if not isinstance(inner, Inner):
        raise Unsure
    return Reading(inner.kind, inner.arguments, layer.inputs)


def _keeps_state(layer: Reading) -> None:
    """Refuse inputs without a batch size where a layer keeps its state from batch to batch."""
    if layer.flag("stateful", default=False) and layer.input[0] is None:
        raise Refused(
            "When using `stateful=True` in a RNN, the batch size must be static. "
            f"Found dynamic batch size: sequence.shape={layer.input}"
        )


def _outputs(layer: Reading, all_steps: Shape, last: Shape, states: int) -> tuple[Shape, ...]:
    first = all_steps if layer.flag("return_sequences", default=False) else last
    return (first, *(last,) * states) if layer.flag("return_state", default=False) else (first,)
