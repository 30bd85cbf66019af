"""Cause `incompatible-shapes`: what does not fit in a layer or an op, and what gave it its shape."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pyadapter.core.causes import incompatible_data, labels_refused
from pyadapter.core.causes.refused import RECURRENT, made_rank, made_size, written
from pyadapter.core.detectors.shape_mismatch import shape_mismatch
from pyadapter.core.finding import Cause
from pyadapter.core.refusal import shape_in_words, shapes_in

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pyadapter.core.causes.facts import Facts
    from pyadapter.core.causes.refused import Refused
    from pyadapter.core.refusal import Shape
    from pyadapter.core.setup import LayerFacts

_MATRIX = 2
_IMAGES = 4
"""Rank of a batch of images."""


def find(facts: Facts) -> Cause | None:
    """Find the layer, the data or the operand to change."""
    refused = facts.refused
    if refused is None:
        return None
    found = labels_refused.find(facts) or incompatible_data.find(facts)
    if found or facts.kind != "shape-mismatch":
        return found
    return (
        _other_rank(refused)
        or _too_small(refused)
        or _reshaped(refused)
        or _transposed(refused)
        or _other_size(refused)
        or _refused(facts, refused)
    )


def _other_rank(refused: Refused) -> Cause | None:
    """Look for the layer that took an axis away, or that keeps one too many."""
    ranks, layer = refused.ranks, refused.layer
    if ranks is None or layer is None:
        return None
    wanted, got = ranks
    maker = made_rank(refused.before)
    takes = f"`{layer.name}` takes {wanted} dimensions and gets {got}"
    if maker is None:
        if got == wanted + 1:
            return _keeps_axis(refused, layer, takes)
        return _images_in_steps(refused, layer, takes) if got > wanted else None
    if maker.kind in RECURRENT and got < wanted:
        message = f"{takes}: `{maker.name}` before it gives only the last step."
        fix = written(maker, "return_sequences=True")
        return Cause("incompatible-shapes", message, fix, maker.location, "certain")
    if maker.kind == "Embedding" and got > wanted:
        return _embedded(refused, maker, takes)
    given = maker.input_shape or ()
    fix = "Leave this layer out."
    if len(given) == _IMAGES and layer.kind in RECURRENT and None not in given[1:]:
        height, width, channels = (size or 1 for size in given[1:])
        fix = f"keras.layers.Reshape(({height}, {width * channels}))"
    elif got > wanted:
        fix = "keras.layers.Flatten(),  # after this line"
    message = (
        f"{takes}: `{maker.name}` made {shape_in_words(maker.output_shape or ())} of {shape_in_words(given)}."
    )
    return Cause("incompatible-shapes", message, fix, maker.location)


def _keeps_axis(refused: Refused, layer: LayerFacts, takes: str) -> Cause:
    """Explain an axis too many that has come in with the input."""
    last = refused.before[0] if refused.before else None
    steps = next((each for each in refused.before if each.options.get("return_sequences")), None)
    if steps is not None and steps.kind in RECURRENT and refused.ranks == (2, 3):
        message = f"{takes}: `{steps.name}` before it gives every step."
        fix = f"{written(steps)}  # without return_sequences=True"
        return Cause("incompatible-shapes", message, fix, steps.location, "certain")
    images = _images_in_steps(refused, layer, takes)
    if images is not None:
        return images
    shape = last.output_shape if last is not None else None
    if last is None or last.kind == "InputLayer" or shape is None or None in shape[2:]:
        fix = "Give it one sequence of features a sample: x.reshape(len(x), steps, features)"
        declared = refused.declared
        place = declared.location if declared is not None else layer.location
        return Cause("incompatible-shapes", f"{takes}.", fix, place)
    new = shape_in_words((shape[1], _product(shape[2:])))
    fix = f"keras.layers.Reshape({new}),  # before this line"
    message = f"{takes}: `{last.name}` gives {shape_in_words(shape)}."
    return Cause("incompatible-shapes", message, fix, layer.location)


def _images_in_steps(refused: Refused, layer: LayerFacts, takes: str) -> Cause | None:
    """Explain axes that are left of what a layer makes of each step."""
    timed = next((each for each in refused.before if each.kind == "TimeDistributed"), None)
    if timed is None:
        return None
    fix = "keras.layers.TimeDistributed(keras.layers.Flatten()),  # before this line"
    message = f"{takes}: each step of `{timed.name}` is still an image."
    return Cause("missing-flatten", message, fix, layer.location)


def _product(sizes: Shape) -> int:
    product = 1
    for size in sizes:
        product *= size or 1
    return product


def _embedded(refused: Refused, maker: LayerFacts, takes: str) -> Cause:
    """Explain an embedding of what has an axis too many already."""
    fed, declared, given = refused.fed, refused.declared, maker.input_shape or ()
    message = f"{takes}: `{maker.name}` adds an axis to {shape_in_words(given)}."
    if declared is not None:
        fix = f"shape={shape_in_words(given[1:-1])}  # one number a word"
        return Cause("incompatible-shapes", message, fix, declared.location)
    name = fed.name if fed is not None else "x"
    location = fed.location if fed is not None else None
    return Cause("incompatible-shapes", message, f"{name} = {name}[..., 0]", location or refused.line)


def _too_small(refused: Refused) -> Cause | None:
    """Explain an image that pooling and strides have made too small for a window."""
    message = refused.refusal.message
    if not re.search(r"negative|<= 0|Negative dimension", message):
        return None
    layer = refused.layer
    shape = next(iter(shapes_in(message)), ())
    pools = sum("Pool" in each.kind for each in refused.before)
    name = f"`{layer.name}`" if layer is not None else "the layer"
    left = (
        f"Only {' × '.join(map(str, shape[1:-1]))} of the input is left"
        if len(shape) > _MATRIX
        else "Too little is left"
    )
    after = f" after {pools} pooling layer{'s' if pools != 1 else ''}" if pools else ""
    return Cause(
        "incompatible-shapes",
        f"{left}{after}, less than the window of {name}.",
        'padding="same"  # or fewer layers that pool',
        layer.location if layer is not None and layer.location is not None else refused.at,
    )


def _reshaped(refused: Refused) -> Cause | None:
    """Compare the count of values with the new shape of a reshape layer."""
    layer, shapes = refused.layer, shapes_in(refused.refusal.message)
    if layer is None or layer.kind != "Reshape" or len(shapes) != _MATRIX:
        return None
    given, wanted = shapes
    values, takes = _product(given), _product(wanted)
    rest = _product(wanted[:-1])
    before = refused.before[0] if refused.before else None
    fixes = [f"Reshape({shape_in_words((*wanted[:-1], values // rest))})"] if values % rest == 0 else []
    if before is not None and before.kind == "Dense":
        fixes.append(f"Dense({takes}) before it")
    return Cause(
        "incompatible-shapes",
        f"A row has {values} values, and {shape_in_words(wanted)} takes {takes}.",
        ", or ".join(fixes) or f"Reshape to {values} values.",
        layer.location or refused.at,
        "certain",
    )


def _transposed(refused: Refused) -> Cause | None:
    """Look for a matrix product that would fit with its second operand transposed."""
    refusal = refused.refusal
    if refusal.op not in {"MatMul", "BatchMatMul", "BatchMatMulV2", "BatchMatMulV3", "Matmul"}:
        return None
    pair: Sequence[Shape] = [operand.shape for operand in refusal.operands[:2]]
    if len(pair) < _MATRIX or min(map(len, pair)) < _MATRIX or any(refusal.transposed):
        return None
    first, second = pair
    names = [operand.name or "it" for operand in refusal.operands[:2]]
    if first[-1] is None or first[-1] != second[-1] or first[-1] == second[-2]:
        return None
    swap = "transpose_b=True" if len(second) == len(first) else ""
    fix = (
        f"tf.matmul({names[0]}, {names[1]}, {swap})"
        if swap
        else f"{names[0]} @ keras.ops.transpose({names[1]})"
    )
    return Cause(
        "incompatible-shapes",
        f"`{names[0]}` {shape_in_words(first)} and `{names[1]}` {shape_in_words(second)} agree in their last "
        f"axes, {first[-1]}; a product joins the last with the last but one.",
        fix,
        refused.at,
    )


def _other_size(refused: Refused) -> Cause | None:
    """Name the layer that gave an axis the size that the next one does not take."""
    if refused.axis is None or refused.layer is None:
        return None
    axis, wanted, got = refused.axis
    maker = made_size(refused.before, axis % max(len(got), 1))
    if maker is None or maker.kind == "InputLayer" or maker.location is None:
        return None
    message = f"`{refused.layer.name}` was built for {wanted} on axis {axis} and gets {shape_in_words(got)}."
    fix = f"Make it with the layer that follows `{maker.name}`, or call it with {wanted} there."
    return Cause("incompatible-shapes", message, fix, refused.layer.location, "possible")


def _refused(facts: Facts, refused: Refused) -> Cause | None:
    """Say what was refused, where no rule knows better."""
    if "called on a list" in refused.refusal.message and refused.layer is not None:
        fix = f"keras.layers.{refused.layer.kind}()([x, y])"
        message = f"`{refused.layer.name}` joins several tensors and is given one."
        return Cause("incompatible-shapes", message, fix, refused.layer.location or refused.at, "certain")
    symptom = shape_mismatch(refused.refusal)
    if symptom is None:
        return None
    shapes = [operand for operand in refused.refusal.operands if operand.name][:2]
    fix = "Give both the same shape: " + " and ".join(str(each) for each in shapes)
    if len(shapes) < _MATRIX:
        fix = "Print the shapes before this line, and change what made the one that does not fit."
    return Cause("incompatible-shapes", f"{symptom.summary}.", fix, facts.location, "possible")
