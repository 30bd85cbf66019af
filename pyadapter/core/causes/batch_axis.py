"""Cause `batch-axis`: the axis of the rows, or the last one, is missing, or is one too many.

By Keras's documentation of `Input`, a shape is that of one sample, and all data has the samples first.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyadapter.core.causes.refused import CONVOLUTIONS, RECURRENT, made_rank, rank_of, same
from pyadapter.core.finding import Cause
from pyadapter.core.refusal import shape_in_words

if TYPE_CHECKING:
    from pyadapter.core.causes.facts import Facts
    from pyadapter.core.causes.refused import Refused
    from pyadapter.core.finding import Location
    from pyadapter.core.setup import Shape

_NEEDS = CONVOLUTIONS | RECURRENT


def find(facts: Facts) -> Cause | None:
    """Look for a batch without its rows, samples in `input_shape`, and a missing axis of channels."""
    refused = facts.refused
    if refused is None:
        return None
    return (
        _rows_declared(refused) or _without_rows(refused) or _without_channels(refused) or _one_row(refused)
    )


def _rows_declared(refused: Refused) -> Cause | None:
    """Look for the count of samples in the declared shape."""
    declared, fed = refused.declared, refused.fed
    shape = None if declared is None else declared.output_shape
    if declared is None or shape is None:
        return None
    row = shape[1:]
    data, labels = refused.data("x") or fed, refused.data("y")
    told = data is not None and len(data.shape) == len(row) > 1 and same(data.shape[1:], row[1:])
    # One sample of the shape that is declared is another mistake: labels have as many rows as samples.
    rows = labels is not None and data is not None and labels.shape[:1] == data.shape[:1]
    if told and data is not None and data.source == "array" and rows and row[0] in {data.shape[0], None}:
        return _declared(row, declared.location, f"`{data.name}` has {row[0]} rows")
    ranks = refused.ranks
    layer = refused.layer
    if ranks is None or layer is None or data is not None or made_rank(refused.before) is not None:
        return None
    # Layers of images and of sequences take one count of dimensions: the one too many is the samples'.
    # A picture is no sequence: LSTM after an image is another mistake.
    too_many = ranks[1] == ranks[0] + 1 and layer.kind in _NEEDS and rank_of(shape) == ranks[1]
    if too_many and not any(each.kind in _NEEDS for each in refused.before) and _counts_rows(row):
        return _declared(row, declared.location, "a shape is that of one sample")
    return None


def _counts_rows(row: Shape) -> bool:
    """Whether the first size can be a count of samples: None, or larger than the pixels beside it."""
    return row[0] is None or len(row) == 4 or all(row[0] > (size or 0) for size in row[1:])  # noqa: PLR2004 -- an image with samples


def _declared(row: Shape, location: Location | None, why: str) -> Cause:
    return Cause(
        "batch-axis",
        f"The input is declared as {shape_in_words(row)} with the samples in it: {why}.",
        f"input_shape={shape_in_words(row[1:])}  # of one sample",
        location,
        "certain",
    )


def _without_rows(refused: Refused) -> Cause | None:
    """Look for one sample where a batch was wanted, and for a data set that is not batched."""
    data = refused.data("x")
    declared = refused.declared
    expected = refused.whole[0] if refused.whole is not None else None
    if expected is None and declared is not None:
        expected = declared.output_shape
    got = refused.whole[1] if refused.whole is not None else None if data is None else data.shape
    if data is not None and data.source == "dataset":
        labels = refused.data("y")
        single = labels is not None and labels.shape == ()
        if (expected is not None and same(data.shape, expected[1:])) or (expected is None and single):
            return Cause(
                "batch-axis",
                f"`{data.name}` gives single rows of {shape_in_words(data.shape)}: it is not batched.",
                f"{data.name} = {data.name}.batch(32)",
                data.assigned or data.location or refused.line,
                "certain",
            )
    if expected is None or got is None or not got or not same(got, expected[1:]) or expected[0] is not None:
        return None
    name = next((each.name for each in refused.refusal.operands if each.shape == got and each.name), None)
    name = name or (data.name if data is not None else "x")
    return Cause(
        "batch-axis",
        f"`{name}` {shape_in_words(got)} is one sample; the model takes a batch of them, "
        f"{shape_in_words(expected)}.",
        f"{name}[None]  # or np.expand_dims({name}, axis=0)",
        refused.line or refused.at,
        "certain",
    )


def _without_channels(refused: Refused) -> Cause | None:
    """Look for an input with one axis less than its layer takes, and no layer that has taken it away."""
    ranks, layer = refused.ranks, refused.layer
    if ranks is None or layer is None or ranks[1] != ranks[0] - 1 or made_rank(refused.before) is not None:
        return None
    what = "channels" if layer.kind in CONVOLUTIONS or "2D" in layer.kind else "features"
    declared = refused.declared
    if declared is not None and declared.output_shape is not None:
        row = declared.output_shape[1:]
        wanted = shape_in_words((*row, 1))
        return Cause(
            "batch-axis",
            f"{layer.kind} takes {ranks[0]} dimensions; the input {shape_in_words(row)} has none for {what}.",
            f"input_shape={wanted}  # and x = x[..., None]",
            declared.location,
        )
    data = refused.fed
    if data is None or rank_of(data.shape) != ranks[1]:
        return None
    return Cause(
        "batch-axis",
        f"{layer.kind} takes {ranks[0]} dimensions; `{data.name}` {shape_in_words(data.shape)} has no axis "
        f"of {what}.",
        f"{data.name} = np.expand_dims({data.name}, -1)",
        data.location or refused.line,
    )


def _one_row(refused: Refused) -> Cause | None:
    """Look for all samples in a batch of one: an axis too many before them."""
    x, y = refused.data("x"), refused.data("y")
    if x is None or y is None or "cardinality" not in refused.refusal.message:
        return None
    if len(x.shape) > 1 and x.shape[0] == 1 and y.shape[:1] == x.shape[1:2] and x.shape[1] != 1:
        return Cause(
            "batch-axis",
            f"`{x.name}` {shape_in_words(x.shape)} is a single sample: its {x.shape[1]} rows come second.",
            f"{x.name} = {x.name}[0]",
            x.location or refused.line,
            "certain",
        )
    return None
