"""Cause `channel-order`: images with their channels first, for layers that take them last, or the reverse.

Keras's layers take channels last by default (`keras.config.image_data_format`), PyTorch and old Theano
models have them first.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyadapter.core.causes.diagnosis import Diagnosis
from pyadapter.core.finding import Cause
from pyadapter.core.refusal import shape_in_words

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pyadapter.core.causes.facts import Facts
    from pyadapter.core.causes.refused import Given
    from pyadapter.core.setup import LayerFacts, Setup, Shape

_IMAGE = 3
"""Axes of an image without its batch."""

CHANNELS = (1, 3)
"""Channels of grey and of colour images: what a first axis of such a size is taken for."""

SMALLEST = 8
"""Side of a square below which sizes are equal by chance. Ours."""


def find(facts: Facts) -> Cause | None:
    """Compare what the model declares with the data, and with what images look like."""
    refused = facts.refused
    if refused is None or facts.kind != "shape-mismatch":
        return None
    declared, fed = refused.declared, refused.fed
    if refused.whole is not None and fed is None:
        expected, got = (shape[1:] for shape in refused.whole)
        return _of_data(got, expected, "x", None, facts) if _moved(expected, got) else None
    row = () if declared is None or declared.output_shape is None else declared.output_shape[1:]
    if fed is not None and _moved(row, fed.shape[1:]):
        asked = _channels_first(row) and declared is not None
        data = _of_data(fed.shape[1:], row, fed.name, fed, facts)
        return _of_input(row, declared, fed) if asked and declared is not None else data
    first = next((each for each in reversed(refused.before) if each.kind != "InputLayer"), refused.layer)
    if declared is not None and _channels_first(row) and _takes_last(first):
        return _of_input(row, declared, None)
    return None


def check(setup: Setup) -> Iterable[Diagnosis]:
    """Look for a first convolution over an image whose channels come first: it runs, over the wrong axes."""
    for layer in setup.layers[:1]:
        row = () if layer.input_shape is None else layer.input_shape[1:]
        if _channels_first(row) and _takes_last(layer) and "Conv" in layer.kind:
            declared = setup.inputs[0] if len(setup.inputs) == 1 else layer
            cause = _of_input(row, declared, None)
            title = "channels first, layers take them last"
            yield Diagnosis(cause, "input-range", title, layer=layer.path)


def _moved(expected: Shape, got: Shape) -> bool:
    """Whether two images differ by where the channels are, and in nothing else."""
    if len(expected) != _IMAGE or len(got) != _IMAGE or expected == got or None in got:
        return False
    return _fits((*got[1:], got[0]), expected) or _fits((got[-1], *got[:-1]), expected)


def _fits(image: Shape, expected: Shape) -> bool:
    return expected[-1] is not None and all(
        wanted is None or size == wanted for size, wanted in zip(image, expected, strict=True)
    )


def _channels_first(row: Shape) -> bool:
    return (
        len(row) == _IMAGE
        and row[0] in CHANNELS
        and row[1] == row[2]
        and row[1] is not None
        and row[1] >= SMALLEST
    )


def _takes_last(layer: LayerFacts | None) -> bool:
    return (
        layer is not None
        and "2D" in layer.kind
        and layer.options.get("data_format", "channels_last") == "channels_last"
    )


def _of_data(got: Shape, expected: Shape, name: str, fed: Given | None, facts: Facts) -> Cause:
    last = _fits((*got[1:], got[0]), expected)
    order = "(0, 2, 3, 1)" if last else "(0, 3, 1, 2)"
    where = "first" if last else "last"
    location = None if fed is None else fed.location
    return Cause(
        "channel-order",
        f"A row of `{name}` is {shape_in_words(got)}, channels {where}; the model takes "
        f"{shape_in_words(expected)}.",
        f"{name} = np.transpose({name}, {order})",
        location or (facts.refused.at if facts.refused else None),
        "certain",
    )


def _of_input(row: Shape, declared: LayerFacts, fed: Given | None) -> Cause:
    wanted = shape_in_words((*row[1:], row[0]))
    data = f"; a row of `{fed.name}` is {shape_in_words(fed.shape[1:])}" if fed is not None else ""
    move = "" if fed is not None else "  # and x = np.moveaxis(x, 1, -1) where the data is so, too"
    return Cause(
        "channel-order",
        f"The input {shape_in_words(row)} has its channels first, and the layers take them last{data}.",
        f"input_shape={wanted}{move}",
        declared.location,
        "certain" if fed is not None else "likely",
    )
