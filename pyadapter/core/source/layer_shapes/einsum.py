"""`EinsumDense`: a product along the axes that an equation names."""

from __future__ import annotations

import math
import re
from typing import TYPE_CHECKING

from pyadapter.core.source.layer_shapes.reading import Made, Refused, Unsure, known, positive

if TYPE_CHECKING:
    from pyadapter.core.setup import Shape
    from pyadapter.core.source.layer_shapes.reading import Reading

_EQUATION = re.compile(r"(\.\.\.)?([a-zA-Z]+)(\.\.\.)?,([a-zA-Z]+)->(\.\.\.)?([a-zA-Z]+)(\.\.\.)?")


def einsum_dense(layer: Reading) -> Made:
    """Return what `EinsumDense` makes."""
    found = _EQUATION.fullmatch(layer.word("equation", ""))
    if found is None:
        raise Unsure
    before, given, after, weight, kept_before, made, kept_after = found.groups()
    if (before, after) != (kept_before, kept_after) or (before and after):
        raise Unsure
    more = len(layer.input) - len(given)
    if more < 0 or (more and not (before or after)):
        raise Unsure
    shape = _output(layer, more, left=bool(before))
    if len(shape) != len(made) + more or (before and not more):
        raise Unsure
    shift = more if before else 0
    inputs = {axis: layer.input[at + shift] for at, axis in enumerate(given)}
    outputs = {axis: shape[at + shift] for at, axis in enumerate(made)}
    for axis, size in inputs.items():
        if outputs.get(axis) not in {None, size}:
            raise Refused(
                f"Input shape and output shape do not match at shared dimension '{axis}'. Input shape is "
                f"{size}, and output shape is {outputs[axis]}."
            )
    if not set(made) <= {*given, *weight} or not set(weight) <= {*given, *made}:
        raise Unsure
    kernel = layer.weight("kernel", *(outputs.get(axis, inputs.get(axis)) for axis in weight))
    bias = layer.word("bias_axes", "")
    if not set(bias) <= set(made):
        raise Unsure
    return Made((shape,), kernel + (math.prod(known(outputs[axis]) for axis in bias) if bias else 0))


def _output(layer: Reading, more: int, *, left: bool) -> Shape:
    """Return the whole output: the batch, what `output_shape` says, and the axes that `...` stands for."""
    value, given = layer.arguments.get("output_shape"), layer.input
    sizes = layer.whole("output_shape") if isinstance(value, (tuple, list)) else (value,)
    rest = tuple(None if size is None else positive(size) for size in sizes)
    if left:
        return (given[0], *reversed(given[1:more]), *rest)  # as Keras has it: each is put in front
    return (given[0], *rest, *given[len(given) - more :])
