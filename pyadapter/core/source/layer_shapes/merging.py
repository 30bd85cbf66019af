"""Layers that take several inputs: `Add` and its like, `Concatenate`, `Dot`, attention."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from pyadapter.core.source.layer_shapes.reading import Made, Refused, Unsure, known, positive

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pyadapter.core.setup import Shape
    from pyadapter.core.source.layer_shapes.reading import Reading

_PAIR = 2


def elementwise(layer: Reading) -> Made:
    """Return what `Add`, `Multiply` and their like make: the shape that all are repeated to."""
    if len(layer.inputs) < _PAIR:
        raise Unsure
    batches = {shape[0] for shape in layer.inputs if shape} - {None}
    if len(batches) > 1:
        raise Refused(
            "Cannot merge tensors with different batch sizes. "
            f"Received tensors with shapes {list(layer.inputs)}"
        )
    row = layer.inputs[0][1:]
    for shape in layer.inputs[1:]:
        row = _repeated(row, shape[1:])
    if layer.kind == "Subtract" and len(layer.inputs) != _PAIR:
        raise Refused(
            "A `Subtract` layer should be called on exactly 2 inputs. "
            f"Received: input_shape={list(layer.inputs)}"
        )
    return Made(((next(iter(batches), None), *row),))


def concatenate(layer: Reading) -> Made:
    """Return what `Concatenate` makes."""
    axis, shapes = layer.value("axis", -1), layer.inputs
    if not isinstance(axis, int) or len(shapes) < _PAIR or not all(-len(each) <= axis for each in shapes):
        raise Unsure
    rests = {each[:axis] + (each[axis:][1:] if axis < len(each) else ()) for each in shapes}
    alike = len({len(rest) for rest in rests}) == 1 and all(
        len(set(sizes) - {None}) <= 1 for sizes in zip(*rests, strict=True)
    )
    if not alike:
        raise Refused(
            "A `Concatenate` layer requires inputs with matching shapes except for the concatenation axis. "
            f"Received: input_shape={list(shapes)}"
        )
    if any(axis >= len(each) for each in shapes):
        raise Unsure
    made, sizes = list(shapes[0]), [each[axis] for each in shapes]
    made[axis] = None if None in sizes else sum(known(size) for size in sizes)
    return Made((tuple(made),))


def dot(layer: Reading) -> Made:
    """Return what `Dot` makes."""
    if len(layer.inputs) != _PAIR:
        raise Unsure
    first, second = layer.inputs
    axes = _axes(layer, first, second)
    for axis, shape in zip(axes, layer.inputs, strict=True):
        if not -len(shape) <= axis < len(shape) or axis % len(shape) == 0:
            raise Unsure
    left, right = first[axes[0]], second[axes[1]]
    if left != right:
        raise Refused(
            f"Incompatible input shapes: axis values {left} (at axis {axes[0]}) != {right} "
            f"(at axis {axes[1]}). Full input shapes: {first}, {second}"
        )
    kept = [list(shape) for shape in layer.inputs]
    for sizes, axis in zip(kept, axes, strict=True):
        sizes.pop(axis)
    made = (*kept[0], *kept[1][1:])
    return Made((made if len(made) > 1 else (*made, 1),))


def multi_head_attention(layer: Reading) -> Made:
    """Return what `MultiHeadAttention` makes of query, value and key."""
    if not _PAIR <= len(layer.inputs) <= _PAIR + 1:
        raise Unsure
    query, value, *more = layer.inputs
    key = more[0] if more else value
    if min(len(each) for each in (query, value, key)) < _PAIR + 1:
        raise Unsure
    if value[1:-1] != key[1:-1]:
        raise Refused(
            "All dimensions of `value` and `key`, except the last one, must be equal. "
            f"Received: value_shape={value} and key_shape={key}"
        )
    heads, key_size = layer.count("num_heads"), layer.count("key_dim")
    value_size = layer.count("value_dim") if layer.given("value_dim") else key_size
    last = _last(layer, query)
    bias = int(layer.flag("use_bias", default=True))
    sizes = [
        heads * key_size * (known(query[-1]) + bias),
        heads * key_size * (known(key[-1]) + bias),
        heads * value_size * (known(value[-1]) + bias),
        math.prod(last) * (heads * value_size + bias),
    ]
    if layer.flag("use_gate", default=False):
        sizes.append(heads * value_size * (known(query[-1]) + bias))
    return Made(((*query[:-1], *last),), sum(sizes))


def attention(layer: Reading) -> Made:
    """Return what `Attention` and `AdditiveAttention` make of query, value and key."""
    if not _PAIR <= len(layer.inputs) <= _PAIR + 1 or any(len(each) < _PAIR for each in layer.inputs):
        raise Unsure
    query, value = layer.inputs[:2]
    shape = (*query[:-1], value[-1])
    if layer.kind == "AdditiveAttention":
        scaled = layer.flag("use_scale", default=True)
        return Made((shape,), layer.weight("scale", query[-1]) if scaled else 0)
    concat = layer.one_of("score_mode", ("dot", "concat")) == "concat"
    return Made((shape,), int(layer.flag("use_scale", default=False)) + int(concat))


def _repeated(first: Shape, second: Shape) -> Shape:
    """Return the shape that two are repeated to, the batch left out."""
    if len(first) < len(second):
        first, second = second, first
    if not second:
        return first
    made = list(first[: -len(second)])
    for left, right in zip(first[-len(second) :], second, strict=True):
        if left is None or right is None:
            made.append(None)
        elif left != right and 1 not in {left, right}:
            raise Refused(f"Inputs have incompatible shapes. Received shapes {first} and {second}")
        else:
            made.append(max(left, right))
    return tuple(made)


def _axes(layer: Reading, *shapes: Shape) -> Sequence[int]:
    """Return the axes that `Dot` sums over, as Keras counts them."""
    value = layer.arguments.get("axes")
    if isinstance(value, int) and not isinstance(value, bool):
        return [value % len(shape) if value < 0 else value for shape in shapes]
    axes = [axis for axis in layer.whole("axes") if isinstance(axis, int) and not isinstance(axis, bool)]
    if len(axes) != _PAIR:
        raise Unsure
    return axes


def _last(layer: Reading, query: Shape) -> tuple[int, ...]:
    """Return what stands in the place of the query's last axis."""
    if not layer.given("output_shape"):
        return (known(query[-1]),)
    value = layer.arguments["output_shape"]
    if isinstance(value, int):
        return (positive(value),)
    return tuple(positive(size) for size in layer.whole("output_shape"))
