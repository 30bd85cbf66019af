"""Detector `shape-mismatch`: which dimensions an op, a layer or a loss refused, from its error and operands.

The patterns are messages of TensorFlow 2.21, Keras 3.15 and NumPy 2, as tests/core/test_shape_mismatch.py has
them; the rules that they enforce are those of the ops: inner dimensions of a matrix product, NumPy's
broadcasting, equal sizes but on the joined axis, equal counts of values.
"""

from __future__ import annotations

import re
from math import prod
from typing import TYPE_CHECKING

from pyadapter.core.lines import LINE_WIDTH, TITLE_WIDTH, cut
from pyadapter.core.refusal import Operand, first_sentence, shape_in_words, shapes_in
from pyadapter.core.shapes import broadcast_clash, differing_axes, fits, inner_dimensions
from pyadapter.core.symptom import Symptom

if TYPE_CHECKING:
    from pyadapter.core.refusal import Refusal, Shape


_SYMBOLS = {
    "Add": "+", "AddV2": "+", "Sub": "-", "Subtract": "-", "Mul": "*", "Multiply": "*", "RealDiv": "/",
    "Div": "/", "Divide": "/", "TrueDivide": "/", "FloorDiv": "//", "FloorMod": "%",
    "Pow": "**", "Power": "**",
}  # fmt: skip
_PRODUCTS = frozenset({"MatMul", "BatchMatMul", "BatchMatMulV2", "BatchMatMulV3", "Matmul", "Dot"})
_JOINS = frozenset({"Concat", "ConcatV2", "Concatenate"})

# What TensorFlow and Keras say when it is shapes that they refuse; a message without one of these is none.
_TALK = re.compile(
    r"""incompatible\ (input\ )?shape|size-incompatible|dimensions?\ .{0,40}(must\ be\ equal|both\ shapes)
    |must\ have\ (the\ same|compatible)\ (shape|rank|batch)|must\ have\ rank|must\ be\ equal\ rank
    |must\ be\ rank|same\ shape\ except|matching\ shapes|cannot\ broadcast\ shape|must\ be\ broadcastable
    |cannot\ reshape|total\ size\ of\ the\ tensor|input\ to\ reshape|inputs\ must\ match|input\ depth
    |depth\ of\ input|as\ many\ biases|expected\ dimension|expected\ a\ dimension|negative\ dimension
    |output\ size\ would\ be|incompatible\ with\ the\ layer|invalid\ input\ shape|passed\ incompatible\ inputs
    |inner\ dimensions|shape\ mismatch|shape\ of\ the\ target\ variable|not\ compatible\ with\ provided
    |shapes?\ .{0,60}incompatible|data\ cardinality|same\ first\ dimension|shape\.rank`?\ must|fully-defined
    |should\ be\ defined|expects\ \d+\ (named\ )?input|non-rectangular|ranks\ of\ all\ input
    |number\ of\ (dimensions|channels)|slice\ index|shape\ must\ be|dimensions?\ (must|should)
    |invalid\ input\ structure|<=\ 0|must\ have\ the\ same\ length\ as\ input
    |called\ on\ a\ list\ of\ (at\ least|inputs|exactly|\d)
    """,
    re.IGNORECASE | re.VERBOSE,
)
_NUMPY = re.compile(
    r"could not (be broadcast|broadcast input)|mismatch in its core dimension|shapes .* not aligned"
    r"|cannot reshape array|all the input array|same number of dimensions",
)
_AXIS = re.compile(r"expected axis (-?\d+) of input shape to have value (\d+)")
_RANK = re.compile(r"expected (min_|max_)?ndim=(\d+), found ndim=(\d+)")
_COUNTS = re.compile(
    r"tensor with (\d+) (?:values|elements).*?(?:requested shape (has|requires a multiple of) |\()(\d+)"
)
_PHRASES = (
    (
        r"variable\.shape=(\(.*?\)), Received: value\.shape=(\(.*?\))",
        "the variable is {}, what is assigned {}",
    ),
    (
        r"variable shape (\(.*?\)), and the assigned value shape (\(.*?\))",
        "the variable is {}, what is assigned {}",
    ),
    (
        r"Layer (\S+) weight shape (\(.*?\)) is .* provided weight shape (\(.*?\))",
        "{}'s weight is {}, what is given {}",
    ),
)
"""Messages that are too long for a line, and what they say."""


def shape_mismatch(refusal: Refusal) -> Symptom | None:
    """Say which shapes were refused, and by which of their dimensions.

    Returns:
        None for an error that is not about shapes, and for one that a line of the user's own raised.
    """
    message = refusal.message
    if not (_NUMPY.search(message) or (refusal.by_library and _TALK.search(message))):
        return None
    sentence = (
        _layer_refused(refusal, message)
        or _operands_differ(refusal, message)
        or _values_counted(refusal, message)
        or _phrased(message)
    )
    evidence = []
    if sentence is None:
        sentence = first_sentence(message)
        named = ", ".join(str(operand) for operand in refusal.operands if operand.name)
        more = message[len(sentence) :].lstrip(". ") if message.startswith(sentence) else ""
        evidence = [line for line in (more, named) if line]
    return Symptom("shape-mismatch", _title(refusal), sentence, tuple(evidence))


def _layer_refused(refusal: Refusal, message: str) -> str | None:
    """Put an input specification in words."""
    if "incompatible with the layer" not in message and "Invalid input shape" not in message:
        return None
    layer = re.search(r"(?:of layer|layer) '([^']+)'", message)
    who = layer[1] if layer else refusal.layer or "the model"
    given = shapes_in(message)[-1:] or [operand.shape for operand in refusal.operands[:1]]
    name = next((each.name for each in refusal.operands if each.shape in given and each.name), None)
    got = (f"`{name}` " if name else "") + (shape_in_words(given[0]) if given else "another shape")
    axis, rank = _AXIS.search(message), _RANK.search(message)
    if axis:
        return f"{who} takes {axis[2]} on axis {axis[1]}, it got {got}"
    if rank:
        least = {"min_": "at least ", "max_": "at most "}.get(rank[1] or "", "")
        return f"{who} takes {least}{rank[2]} dimensions, it got {rank[3]}: {got}"
    shapes = shapes_in(message)
    if len(shapes) > 1:
        return f"{who} takes {shape_in_words(shapes[-2])}, it got {got}"
    return None


def _operands_differ(refusal: Refusal, message: str) -> str | None:
    """Name the two operands and the dimensions in which they differ."""
    pair = _pair(refusal, message)
    if pair is None:
        return None
    first, second = pair[0].shape, pair[1].shape
    compared = _labels_and_predictions(pair)
    if compared:
        return _loss(*compared)
    if refusal.op in _PRODUCTS or "Inner dimensions" in message:
        inner = inner_dimensions(first, second, transposed=refusal.transposed)
        what = f"inner dimensions {inner[0]} and {inner[1]} differ" if inner else "leading dimensions differ"
        return _fitted(what, pair, " @ ")
    if refusal.op in _SYMBOLS or "broadcast" in message or "ncompatible shapes" in message:
        clash = broadcast_clash(first, second)
        between = f" {_SYMBOLS[refusal.op]} " if refusal.op in _SYMBOLS else " with "
        return clash and _fitted(f"sizes {clash[1]} and {clash[2]} do not broadcast", pair, between)
    return _fitted(_not_joined(first, second, message), pair, " and ") if _joins(refusal, message) else None


def _labels_and_predictions(pair: tuple[Operand, Operand] | None) -> tuple[Shape, Shape] | None:
    shapes = {operand.name: operand.shape for operand in pair or ()}
    both = "labels" in shapes and "predictions" in shapes
    return (shapes["labels"], shapes["predictions"]) if both else None


def _not_joined(first: Shape, second: Shape, message: str) -> str:
    """Say why two shapes cannot be joined or stacked."""
    if len(first) != len(second):
        return f"{len(first)} and {len(second)} dimensions"
    axes = differing_axes(first, second)
    named = re.search(r"Dimension (\d+) in both", message)
    axis = int(named[1]) if named and int(named[1]) in axes else next(iter(axes), 0)
    return f"they differ on axis {axis}, which is not joined"


def _joins(refusal: Refusal, message: str) -> bool:
    return refusal.op in {*_JOINS, "Pack", "Stack"} or any(
        words in message
        for words in ("ConcatOp", "same shape except", "matching shapes", "inputs must match")
    )


def _pair(refusal: Refusal, message: str) -> tuple[Operand, Operand] | None:
    """Return the two operands that do not go together; from the message where the op's are not known."""
    operands = [each for each in refusal.operands if each.shape or refusal.op in _SYMBOLS]
    written = shapes_in(message)
    if refusal.op == "Einsum" or (len(operands) < 2 and len(written) < 2):  # noqa: PLR2004 -- a pair
        return None
    if "target.shape=" in message and len(written) == 2:  # noqa: PLR2004 -- as above
        return Operand("labels", written[0]), Operand("predictions", written[1])
    if len(operands) < 2 or refusal.op == "BroadcastTo":  # noqa: PLR2004 -- as above
        return Operand(None, written[-2]), Operand(None, written[-1])
    first = operands[0]
    others = operands[1:]
    wanted = [shape for shape in written if shape != first.shape]
    odd = next((each for each in others if each.shape in wanted), None)
    odd = odd or next((each for each in others if not fits(each.shape, first.shape)), others[0])
    return first, odd


def _loss(labels: Shape, predictions: Shape) -> str:
    given = f"labels {shape_in_words(labels)}, predictions {shape_in_words(predictions)}"
    if len(labels) != len(predictions):
        return f"{given}: {len(labels)} and {len(predictions)} dimensions"
    axes = differing_axes(labels, predictions)
    return f"{given}: they differ on axis {axes[0]}" if axes else f"{given}: one label a row is wanted"


def _values_counted(refusal: Refusal, message: str) -> str | None:
    """Put the counts of a reshape in words."""
    unchanged = shapes_in(message) if "total size of the tensor" in message else []
    if len(unchanged) == 2 and None not in unchanged[0] + unchanged[1]:  # noqa: PLR2004 -- old and new
        old, new = (prod(size or 1 for size in shape) for shape in unchanged)
        given, wanted = map(shape_in_words, unchanged)
        return f"{given} has {old} values, the new shape {wanted} takes {new}"
    found = _COUNTS.search(message)
    if found is None:
        return None
    what = str(refusal.operands[0]) if refusal.operands else "the tensor"
    wants = "takes a multiple of" if found[2] == "requires a multiple of" else "takes"
    return f"{what} has {found[1]} values, the new shape {wants} {found[3]}"


def _phrased(message: str) -> str | None:
    found = ((re.search(pattern, message), phrase) for pattern, phrase in _PHRASES)
    return next((phrase.format(*match.groups()) for match, phrase in found if match), None)


def _fitted(what: str, pair: tuple[Operand, Operand], between: str) -> str:
    """Write the sentence as fully as it fits: long names give way, shapes do not."""
    room = (LINE_WIDTH - len(what) - len(between) - 2) // 2
    for width in (LINE_WIDTH, room):
        first, second = (_shortened(each, width) for each in pair)
        sentence = f"{first}{between}{second}: {what}"
        if len(sentence) <= LINE_WIDTH:
            break
    return sentence


def _shortened(operand: Operand, width: int) -> str:
    if operand.name is None or len(str(operand)) <= width:
        return str(operand)
    shape = shape_in_words(operand.shape)
    return f"`{cut(operand.name, max(6, width - 3 - len(shape)))}` {shape}"


def _title(refusal: Refusal) -> str:
    where = "the loss" if refusal.loss else refusal.where
    op = f" ({refusal.op})" if refusal.op and refusal.op not in where else ""
    title = f"Shapes do not fit in {where}{op}"
    return title if len(title) <= TITLE_WIDTH else f"Shapes do not fit in {where}"
