"""Layers that work on the last axis, or on every value: `Dense`, `Embedding`, normalizations, activations."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyadapter.core.source.layer_shapes.reading import Made, Refused, Unsure, positive

if TYPE_CHECKING:
    from pyadapter.core.setup import Shape
    from pyadapter.core.source.layer_shapes.reading import Reading


def dense(layer: Reading) -> Made:
    """Return what `Dense` makes: the last axis becomes its units."""
    layer.wants(at_least=2)
    units = layer.count("units")
    parameters = layer.weight("kernel", layer.input[-1], units)
    if layer.flag("use_bias", default=True):
        parameters += units
    return Made(((*layer.input[:-1], units),), parameters)


def embedding(layer: Reading) -> Made:
    """Return what `Embedding` makes: a vector for each index."""
    size, words = layer.count("output_dim"), layer.arguments.get("input_dim")
    known = isinstance(words, int) and not isinstance(words, bool)
    return Made(((*layer.input, size),), positive(words) * size if known else None)


def same(layer: Reading) -> Made:
    """Return the input as it is: dropout, noise, activations, `Rescaling`."""
    return Made((layer.input,))


def spatial_dropout(layer: Reading) -> Made:
    """Return the input of `SpatialDropout…`, which must have its rank."""
    layer.wants(exactly=int(layer.kind[-2]) + 2)
    return Made((layer.input,))


def prelu(layer: Reading) -> Made:
    """Return the input of `PReLU`, which has a slope for each value that does not share one."""
    slopes = list(layer.input[1:])
    shared = layer.whole("shared_axes") if layer.given("shared_axes") else ()
    for axis in shared:
        if positive(axis) > len(slopes):
            raise Unsure
        slopes[positive(axis) - 1] = 1
    return Made((layer.input,), layer.weight("alpha", *slopes))


def batch_normalization(layer: Reading) -> Made:
    """Return the input of `BatchNormalization`, with its running means and variances as parameters."""
    if layer.flag("renorm", default=False):
        raise Unsure
    size = layer.input[_axis(layer, layer.value("axis", -1))]
    scale, center = layer.flag("scale", default=True), layer.flag("center", default=True)
    names = [*["gamma"] * scale, *["beta"] * center, "moving_mean", "moving_variance"]
    return Made((layer.input,), sum(layer.weight(name, size) for name in names))


def layer_normalization(layer: Reading) -> Made:
    """Return the input of `LayerNormalization` and `RMSNormalization`."""
    value = layer.arguments.get("axis", -1)
    axes = layer.whole("axis") if isinstance(value, (tuple, list)) else (layer.value("axis", -1),)
    shape = [layer.input[_axis(layer, axis)] for axis in axes]
    if layer.kind == "RMSNormalization":
        return Made((layer.input,), layer.weight("scale", *shape))
    if layer.flag("rms_scaling", default=False):
        raise Unsure
    scale, center = layer.flag("scale", default=True), layer.flag("center", default=True)
    names = [*["gamma"] * scale, *["beta"] * center]
    return Made((layer.input,), sum(layer.weight(name, *shape) for name in names))


def group_normalization(layer: Reading) -> Made:
    """Return the input of `GroupNormalization`, whose groups must share out the channels."""
    at, groups = layer.value("axis", -1), layer.value("groups", 32)
    size = layer.input[_axis(layer, at)]
    if size is None:
        raise Refused(
            f"Axis {at} of input tensor should have a defined dimension but the layer received an input with "
            f"shape {layer.input}."
        )
    groups = size if groups == -1 else positive(groups)
    if size < groups:
        raise Refused(f"Number of groups ({groups}) cannot be more than the number of channels ({size}).")
    if size % groups:
        raise Refused(f"Number of groups ({groups}) must be a multiple of the number of channels ({size}).")
    weights = layer.flag("scale", default=True) + layer.flag("center", default=True)
    return Made((layer.input,), size * weights)


def given_input(layer: Reading) -> Made:
    """Return what `Input` declares."""
    if layer.given("tensor") or layer.given("input_tensor"):
        raise Unsure
    whole = _first(layer, ("batch_shape", "batch_input_shape"))
    if whole is not None:
        return Made((_shape(layer.whole(whole)),))
    row = _first(layer, ("shape", "input_shape"))
    if row is None:
        raise Unsure
    value = layer.arguments[row]
    if isinstance(value, int) and not isinstance(value, bool):
        raise Refused(f"Cannot convert '{value}' to a shape.")
    size = layer.value("batch_size")
    return Made((((None if size is None else positive(size)), *_shape(layer.whole(row))),))


def _shape(sizes: tuple[object, ...]) -> Shape:
    return tuple(None if size is None else positive(size) for size in sizes)


def _first(layer: Reading, names: tuple[str, ...]) -> str | None:
    return next((name for name in names if layer.given(name)), None)


def _axis(layer: Reading, axis: object) -> int:
    """Return the position of an axis, counted from the front.

    Raises:
        Unsure: The input has none there.
    """
    rank = len(layer.input)
    if not isinstance(axis, int) or isinstance(axis, bool) or not -rank <= axis < rank:
        raise Unsure
    return axis % rank
