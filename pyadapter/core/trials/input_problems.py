"""What looks wrong with inputs: their scale, their padding, their masks."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from pyadapter.core.batch.oddities import odd_tokens, rows_text
from pyadapter.core.detectors.input_range import judge_constant, judge_scale
from pyadapter.core.trials.data import constant_columns, token_rows
from pyadapter.core.trials.problem import Problem

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pyadapter.core.trials.data import Values
    from pyadapter.core.trials.problem import Use

MOSTLY = 0.9
"""Share of padding that is worth a note. Ours."""

DISAGREES = 0.01
"""Share of ids whose mask says something else than their padding. Ours: an id may be padding and word."""


def of_inputs(values: Values, labels: Sequence[Values], use: Use) -> Iterator[Problem]:
    """Judge an array of inputs."""
    if not values.numeric:
        return
    tokens = values.content.kind == "tokens" or values.rows is not None
    if tokens:
        seen = values.rows is None and values.whole is not None
        rows = list(enumerate(values.whole if seen and values.whole is not None else token_rows(values)))
        for flag in odd_tokens(rows, values.content.padding, use.embedding):
            ids = flag.startswith("ids")
            kind, fix = ("label-out-of-range", _WIDER) if ids else ("padding", _NO_TEXT)
            yield Problem(kind, f"{values.name}: {flag}.", fix, wrong=ids)
        padding = values.content.padding
        every = np.concatenate([row for _, row in rows]) if rows else np.empty(0)
        share = float((every == padding).mean()) if padding is not None and every.size else 0.0
        if share > MOSTLY:
            fix = "Pad to the longest row of a batch (`padded_batch`), or bucket by length."
            yield Problem("padding", f"{share:.0%} of {values.name} is padding.", fix, wrong=False)
        return
    inputs = values.all
    if values.content.kind == "image":
        yield from _blank(values)
    same = next((judge_constant(inputs, label.all, values.name) for label in labels if label.numeric), None)
    if same is not None:
        yield Problem("constant-inputs", f"{same.summary}.", "Look where the inputs are made or scaled.")
    elif (scale := judge_scale(inputs, values.name)) is not None and not use.scaled:
        message = f"{scale.summary}. {'. '.join(scale.evidence)}."
        yield Problem(
            "unscaled-input", message, "Scale it: x / 255, keras.layers.Rescaling or Normalization."
        )
    constant = constant_columns(values)
    if constant and same is None and values.content.kind == "vector" and "mask" not in values.name.lower():
        message = f"{len(constant)} columns of {values.name} never change here."
        fix = "They say nothing: drop them, or look at more --batches."
        yield Problem("constant-columns", message, fix, wrong=False)


def _blank(values: Values) -> Iterator[Problem]:
    """Find pictures of a single value, whose deviation is 0."""
    pictures = values.all if values.whole is None else values.whole
    flat = pictures.reshape(len(pictures), -1)
    blank = np.flatnonzero(flat.min(axis=1) == flat.max(axis=1)).tolist()
    if 0 < len(blank) < len(flat):
        message = (
            f"{len(blank)} of {len(flat)} pictures of {values.name} {'has' if len(blank) == 1 else 'have'} "
            f"one value only: {rows_text(blank)}."
        )
        yield Problem(
            "blank-inputs", message, "Look at them; divided by their own deviation they are NaN.", wrong=False
        )


_WIDER = "Let the embedding have room for the largest id: input_dim = largest id + 1."
_NO_TEXT = "Drop empty texts, or give them a token of their own."


def of_masks(features: Sequence[Values]) -> Iterator[Problem]:
    """Compare masks among the inputs with the padding of the ids beside them."""
    for tokens in features:
        padding = tokens.content.padding
        if padding is None or tokens.rows is not None:
            continue
        for mask in features:
            if (
                "mask" not in mask.name.lower()
                or not mask.numeric
                or mask.batches[0].shape != tokens.batches[0].shape
            ):
                continue
            kept, real = mask.all != 0, tokens.all != padding
            wrong = float((kept != real).mean())
            if wrong > DISAGREES:
                inverted = wrong > 1 - DISAGREES
                yield Problem(
                    "padding",
                    f"{mask.name} is the other way round: 1 where {tokens.name} is padding."
                    if inverted
                    else f"{mask.name} and the padding of {tokens.name} disagree at {wrong:.0%} of places.",
                    "A mask has 1 where there is a token, 0 where there is padding.",
                    wrong=inverted,
                )
