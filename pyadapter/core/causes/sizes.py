"""How layers change the length of an axis, and which single change of one would give another length.

The formulas are those of Keras's documentation of `Conv2D`, `MaxPooling2D` and their kin.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pyadapter.core.setup import LayerFacts


_LONGEST = 257
"""Lengths that are tried for what a reshape begins with."""

_IMAGE = 4


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
    # The nearest to the output first: a decoder is made to fit its encoder.
    places = range(len(layers) - 1, -1, -1)
    for rule in (_repeated, _padded, _left_out, _begun):
        for place in places:
            found = rule(layers, axis, place, wanted)
            if found is not None:
                return layers[place], *found
    return None


def _repeated(layers: Sequence[LayerFacts], axis: int, place: int, wanted: int) -> tuple[str, str] | None:
    repeats = layers[place].kind == "RepeatVector" and axis == 1
    return (f"RepeatVector({wanted})", "makes {got} steps") if repeats else None


def _padded(layers: Sequence[LayerFacts], axis: int, place: int, wanted: int) -> tuple[str, str] | None:
    valid = layers[place].options.get("padding") == "valid"
    if not valid or _end(layers, axis, place, "same") != wanted:
        return None
    return 'padding="same"', 'has padding="valid", which cuts the borders off'


def _left_out(layers: Sequence[LayerFacts], axis: int, place: int, wanted: int) -> tuple[str, str] | None:
    given, made = _lengths(layers[place], axis)
    if given is None or made is None or _end(layers, axis, place, "skip") != wanted:
        return None
    if made * 2 <= given + 1:
        return "Leave it out, or add UpSampling2D(2) after it.", "leaves {got} of them"
    return ("Leave it out.", "makes {got} of them") if made > given else None


def _begun(layers: Sequence[LayerFacts], axis: int, place: int, wanted: int) -> tuple[str, str] | None:
    """Look for another length that a reshape could begin with."""
    shape = layers[place].output_shape
    if layers[place].kind != "Reshape" or shape is None or axis >= len(shape):
        return None
    fits = (length for length in range(1, _LONGEST) if _from(layers, axis, place, length) == wanted)
    length = next(fits, None)
    if length is None:
        return None
    sizes = (*shape[1:axis], length, *shape[axis + 1 :])
    if len(shape) == _IMAGE and shape[1] == shape[2]:
        sizes = (length, length, shape[3])
    return f"Reshape({sizes})", f"starts from {shape[axis]}, which becomes {{got}}"


def _from(layers: Sequence[LayerFacts], axis: int, place: int, length: int) -> int | None:
    """Return the length at the end of a chain that begins with a length behind a layer."""
    end: int | None = length
    for layer in layers[place + 1 :]:
        if end is None:
            return None
        end = _through(layer, axis, end, "")
    return end


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
