"""Layers that arrange values anew: `Flatten`, `Reshape`, `Permute`, `RepeatVector`."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from pyadapter.core.source.layer_shapes.reading import Made, Refused, Unsure, known, positive

if TYPE_CHECKING:
    from pyadapter.core.setup import Shape
    from pyadapter.core.source.layer_shapes.reading import Reading


def flatten(layer: Reading) -> Made:
    """Return what `Flatten` makes: one axis behind the batch."""
    layer.wants(at_least=1)
    row = layer.input[1:]
    size = None if None in row else math.prod(known(each) for each in row)
    return Made(((layer.input[0], size),))


def reshape(layer: Reading) -> Made:
    """Return what `Reshape` makes; the batch is not among what it arranges."""
    wanted = tuple(None if size is None else _length(size) for size in layer.whole("target_shape"))
    if not layer.input or wanted.count(-1) > 1:
        raise Unsure
    row = layer.input[1:]
    if None in row or None in wanted:
        return Made(((layer.input[0], *(None if size == -1 else size for size in wanted)),))
    return Made(((layer.input[0], *_arranged(row, wanted)),))


def permute(layer: Reading) -> Made:
    """Return what `Permute` makes; axes are counted from 1, behind the batch."""
    dims = [positive(axis) for axis in layer.whole("dims")]
    if sorted(dims) != [*range(1, len(dims) + 1)]:
        raise Unsure
    layer.wants(exactly=len(dims) + 1)
    return Made(((layer.input[0], *(layer.input[axis] for axis in dims)),))


def repeat_vector(layer: Reading) -> Made:
    """Return what `RepeatVector` makes: an axis of steps between batch and features."""
    layer.wants(exactly=2)
    return Made(((layer.input[0], layer.count("n"), layer.input[1]),))


def _arranged(row: Shape, wanted: Shape) -> Shape:
    """Return the shape of a row, all of whose lengths are known."""
    total = math.prod(known(size) for size in row)
    fixed = math.prod(known(size) for size in wanted if size != -1)
    received = f"Received: input_shape={row}, target_shape={wanted}"
    if -1 not in wanted:
        if fixed != total:
            raise Refused(f"The total size of the tensor must be unchanged. {received}")
        return wanted
    if fixed == 0 or total % fixed:
        raise Refused(
            "The total size of the tensor must be unchanged, however, the input size cannot by divided by "
            f"the specified dimensions in target_shape. {received}"
        )
    return tuple(total // fixed if size == -1 else size for size in wanted)


def _length(value: object) -> int:
    return -1 if value == -1 and not isinstance(value, float) else positive(value)
