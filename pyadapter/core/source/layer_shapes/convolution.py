"""Convolutions: plain, transposed, depthwise and separable, of one to three dimensions."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from pyadapter.core.source.layer_shapes.reading import Made, Refused, Unsure, known

if TYPE_CHECKING:
    from pyadapter.core.setup import Shape
    from pyadapter.core.source.layer_shapes.reading import Reading


def convolution(layer: Reading) -> Made:
    """Return what `Conv1D`, `Conv2D` and `Conv3D` make."""
    rank, filters, groups = _rank(layer), layer.count("filters"), layer.count("groups", 1)
    layer.wants(at_least=rank + 2)
    _not_both(layer, rank)
    if filters % groups:
        raise Unsure  # the constructor refuses that
    channels = known(_channels(layer))
    if channels % groups:
        raise Refused(
            "The number of input channels must be evenly divisible by the number of groups. "
            f"Received groups={groups}, but the input has {channels} channels "
            f"(full input shape is {layer.input})."
        )
    shape = convolved(layer, rank, filters)
    kernel = layer.sizes("kernel_size", rank)
    return Made((shape,), math.prod(kernel) * (channels // groups) * filters + _bias(layer, filters))


def transposed(layer: Reading) -> Made:
    """Return what `Conv1DTranspose` and its like make."""
    rank, filters = _rank(layer), layer.count("filters")
    layer.wants(at_least=rank + 2)
    _not_both(layer, rank)
    padding = layer.one_of("padding", ("valid", "same"))
    more = _output_padding(layer, rank)
    kernel, strides = layer.sizes("kernel_size", rank), layer.sizes("strides", rank, 1)
    dilation = layer.sizes("dilation_rate", rank, 1)
    weight = layer.weight("kernel", *kernel, filters, _channels(layer))
    if len(layer.input) != rank + 2:
        raise Unsure
    sizes = [
        None if size is None else _widened(size, (each - 1) * gap + 1, step, padding, add)
        for size, each, step, gap, add in zip(
            _spatial(layer, layer.input), kernel, strides, dilation, more, strict=True
        )
    ]
    return Made((_assembled(layer, sizes, filters),), weight + _bias(layer, filters))


def depthwise(layer: Reading) -> Made:
    """Return what `DepthwiseConv1D` and `DepthwiseConv2D` make."""
    rank, each = _rank(layer), layer.count("depth_multiplier", 1)
    layer.wants(at_least=rank + 2)
    made = known(_channels(layer)) * each
    shape = convolved(layer, rank, made)
    return Made((shape,), math.prod(layer.sizes("kernel_size", rank)) * made + _bias(layer, made))


def separable(layer: Reading) -> Made:
    """Return what `SeparableConv1D` and `SeparableConv2D` make."""
    rank, filters = _rank(layer), layer.count("filters")
    layer.wants(at_least=rank + 2)
    made = known(_channels(layer)) * layer.count("depth_multiplier", 1)
    shape = convolved(layer, rank, filters)
    weights = math.prod(layer.sizes("kernel_size", rank)) * made + made * filters
    return Made((shape,), weights + _bias(layer, filters))


def convolved(layer: Reading, rank: int, filters: int, given: Shape | None = None) -> Shape:
    """Return the shape that a convolution makes.

    Args:
        layer: With `kernel_size`, `strides`, `padding`, `data_format` and `dilation_rate`.
        rank: Count of the axes that the kernel moves along.
        filters: Count of the channels that it makes.
        given: Its input, where that is not the layer's.

    Raises:
        Refused: The input has more axes than the kernel, or is smaller than it.
    """
    given = layer.input if given is None else given
    kernel, strides = layer.sizes("kernel_size", rank), layer.sizes("strides", rank, 1)
    dilation = layer.sizes("dilation_rate", rank, 1)
    channels = given[1] if layer.channels_first else given[-1]
    whole = (*kernel, channels, filters)
    if len(given) != len(whole):
        raise Refused(
            f"Kernel shape must have the same length as input, but received kernel of shape {whole} and "
            f"input of shape {given}."
        )
    padding = layer.one_of("padding", ("valid", "same", "causal") if rank == 1 else ("valid", "same"))
    sizes: list[int | None] = []
    for size, each, step, gap in zip(_spatial(layer, given), kernel, strides, dilation, strict=True):
        reach = gap * (each - 1) + 1 if padding == "valid" else 1
        sizes.append(None if size is None else (size - reach) // step + 1)
    if any(size is not None and size <= 0 for size in sizes):
        raise Refused(
            f"Computed output size would be zero or negative. Received `inputs shape={given}`, "
            f"`kernel shape={whole}`, `dilation_rate=[{' '.join(map(str, dilation))}]`, "
            f"`strides={strides}`, `padding={padding}`."
        )
    return _assembled(layer, sizes, filters, given)


def _widened(size: int, kernel: int, step: int, padding: str, more: int | None) -> int:
    """Return the length that a transposed convolution makes of one (Keras's own arithmetic)."""
    if padding == "valid":
        return (size - 1) * step + kernel + (max(kernel, step) - kernel if more is None else more)
    return size * step if more is None else (size - 1) * step + kernel % 2 + more


def _output_padding(layer: Reading, rank: int) -> tuple[int | None, ...]:
    value = layer.arguments.get("output_padding")
    if value is None:
        return (None,) * rank
    values = tuple(value) if isinstance(value, (tuple, list)) else (value,) * rank
    steps = layer.sizes("strides", rank, 1)
    found = tuple(each for each in values if isinstance(each, int) and not isinstance(each, bool))
    if len(values) != rank or found != values:
        raise Unsure
    if any(not 0 <= each < step for each, step in zip(found, steps, strict=True)):
        raise Unsure  # the constructor refuses that
    return found


def _not_both(layer: Reading, rank: int) -> None:
    """Leave strides with dilation to the constructor, which refuses them."""
    if max(layer.sizes("strides", rank, 1)) > 1 and max(layer.sizes("dilation_rate", rank, 1)) > 1:
        raise Unsure


def _rank(layer: Reading) -> int:
    return next(int(letter) for letter in layer.kind if letter.isdigit())


def _channels(layer: Reading) -> int | None:
    return layer.input[1] if layer.channels_first else layer.input[-1]


def _spatial(layer: Reading, given: Shape) -> Shape:
    return given[2:] if layer.channels_first else given[1:-1]


def _bias(layer: Reading, filters: int) -> int:
    return filters if layer.flag("use_bias", default=True) else 0


def _assembled(layer: Reading, sizes: list[int | None], channels: int, given: Shape | None = None) -> Shape:
    batch = (layer.input if given is None else given)[0]
    return (batch, channels, *sizes) if layer.channels_first else (batch, *sizes, channels)
