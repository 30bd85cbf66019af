"""Cause `wrong-axis`: tensors were joined along the batch where the features were meant."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyadapter.core.finding import Cause

if TYPE_CHECKING:
    from pyadapter.core.causes.facts import Facts

_PRODUCTS = frozenset({"MatMul", "BatchMatMulV2", "Matmul"})


def find(facts: Facts) -> Cause | None:
    """Look for a factor that the product misses in its columns, and another tensor has less in its rows.

    The rule is arithmetic: n tensors of (rows, columns) joined along axis 0 make (n · rows, columns) where
    (rows, n · columns) was wanted.
    """
    if facts.kind != "shape-mismatch" or facts.op not in _PRODUCTS or len(facts.inputs) < 3:  # noqa: PLR2004 -- two operands, and what the first was made of
        return None
    joined, weight = facts.inputs[:2]
    if len(joined.shape) != 2 or len(weight.shape) != 2:  # noqa: PLR2004 -- rows and columns
        return None
    (rows, columns), wanted = joined.shape, weight.shape[0]
    if (
        not rows
        or not columns
        or not wanted
        or wanted <= columns
        or wanted % columns
        or rows % (wanted // columns)
    ):
        return None
    times = wanted // columns
    part = next((each for each in facts.inputs[2:] if each.shape == (rows // times, columns)), None)
    if part is None or not joined.name:
        return None
    return Cause(
        "wrong-axis",
        f"`{joined.name}` has {times} times the rows of `{part.name}` where {times} times its columns are "
        f"wanted.",
        f"Join along the features: axis=-1 where `{joined.name}` is made.",
    )
