"""How layers change the length of an axis, and which single change of one would give another length.

The formulas are those of Keras's documentation of `Conv2D`, `MaxPooling2D` and their kin.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pyadapter.core.setup import LayerFacts


def changed_size(
    before: Sequence[LayerFacts], axis: int, wanted: int | None
) -> tuple[LayerFacts, str, str] | None:
    """Find the layer to change so that an axis of the output gets a length.

    Args:
        before: The layers of a chain, the last one first.
        axis: Counted from 0, the batch included.
        wanted: The length.

    Returns:
        The layer, the fix, and why, with `{got}` for the length that the output has; None where no single
        change does.
    """
    if wanted is None:
        return None
    layers = [layer for layer in reversed(before) if layer.kind != "InputLayer"]
    for layer in reversed(layers):
        if layer.kind == "RepeatVector" and axis == 1:
            return layer, f"RepeatVector({wanted})", "makes {got} steps"
    # The nearest to the output first: a decoder is made to fit its encoder.
    for place in range(len(layers) - 1, -1, -1):
        layer = layers[place]
        if layer.options.get("padding") == "valid" and _end(layers, axis, place, "same") == wanted:
            return layer, 'padding="same"', 'has padding="valid", which cuts the borders off'
    for place in range(len(layers) - 1, -1, -1):
        layer = layers[place]
        if _shortens(layer, axis) and _end(layers, axis, place, "skip") == wanted:
            return layer, "Leave it out, or add UpSampling2D(2) after it.", "leaves {got} of them"
    for place in range(len(layers) - 1, -1, -1):
        if _lengthens(layers[place], axis) and _end(layers, axis, place, "skip") == wanted:
            return layers[place], "Leave it out.", "makes {got} of them"
    return None


def _shortens(layer: LayerFacts, axis: int) -> bool:
    given, made = _lengths(layer, axis)
    return given is not None and made is not None and made * 2 <= given + 1


def _lengthens(layer: LayerFacts, axis: int) -> bool:
    given, made = _lengths(layer, axis)
    return given is not None and made is not None and made > given


def _lengths(layer: LayerFacts, axis: int) -> tuple[int | None, int | None]:
    given, made = layer.input_shape, layer.output_shape
    if given is None or made is None or len(given) != len(made) or axis >= len(made):
        return None, None
    return given[axis], made[axis]


def _end(layers: Sequence[LayerFacts], axis: int, changed: int, how: str) -> int | None:
    """Return the length at the end of a chain of which one layer is changed."""
    length = _lengths(layers[changed], axis)[0]
    for place in range(changed, len(layers)):
        if length is None:
            return None
        length = _through(layers[place], axis, length, how if place == changed else "")
    return length


def _through(layer: LayerFacts, axis: int, length: int, how: str) -> int | None:
    given, made = _lengths(layer, axis)
    if given is None or made is None or how == "skip":
        return length if how == "skip" else None
    window = _part(layer, "kernel_size", axis) or _part(layer, "pool_size", axis)
    stride = _part(layer, "strides", axis) or (window if "Pool" in layer.kind else 1) or 1
    if window is None:
        return length * made // given if made % given == 0 else length + made - given
    same = (how or layer.options.get("padding")) == "same"
    if "Transpose" in layer.kind:
        return length * stride + (0 if same else max(window - stride, 0))
    return -(-length // stride) if same else (length - window) // stride + 1


def _part(layer: LayerFacts, option: str, axis: int) -> int | None:
    value = layer.options.get(option)
    if isinstance(value, tuple):
        part = value[axis - 1] if axis - 1 < len(value) else None
        return part if isinstance(part, int) else None
    return value if isinstance(value, int) else None
