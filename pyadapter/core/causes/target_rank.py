"""Cause `target-rank`: of two tensors with one value a row, one has a last axis of size 1 and one has not."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyadapter.core.finding import Cause

if TYPE_CHECKING:
    from pyadapter.core.causes.facts import Facts


def find(facts: Facts) -> Cause | None:
    """Explain a silent broadcast by the rules of broadcasting (NumPy's user guide)."""
    if facts.kind != "silent-broadcast" or len(facts.inputs) < 2:  # noqa: PLR2004 -- two operands
        return None
    shorter, longer = sorted(facts.inputs[:2], key=lambda value: len(value.shape))
    flat, column = shorter.name or "y", longer.name or "predictions"
    fix = f"tf.squeeze({column}, -1)  # or {flat}[:, None]" if longer.name else f"{flat}[:, None]"
    if not (flat.isidentifier() or longer.name):
        fix = "y[:, None]  # or tf.squeeze(predictions, -1)"
    return Cause(
        id="target-rank",
        message=f"{flat} has no last axis of size 1, so it is taken for a row, and {column} for a column.",
        fix=fix,
    )
