"""Cause `wrong-axis`: tensors were joined along the batch where the features were meant."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyadapter.core.finding import Cause

if TYPE_CHECKING:
    from pyadapter.core.causes.facts import Facts, Value

_PRODUCTS = frozenset({"MatMul", "BatchMatMulV2", "Matmul"})


def find(facts: Facts) -> Cause | None:
    """Look for a factor that the product misses in its columns, and the code has in its rows.

    The rule is arithmetic: n tensors of (rows, columns) joined along the first axis make (n · rows, columns)
    where (rows, n · columns) was wanted. What was joined is read from the source, else from the shapes about.
    """
    if facts.kind != "shape-mismatch" or facts.op not in _PRODUCTS or len(facts.inputs) < 2:  # noqa: PLR2004 -- two operands
        return None
    whole, weight = facts.inputs[:2]
    columns = whole.shape[-1] if whole.shape else None
    wanted = weight.shape[-2] if len(weight.shape) > 1 else None
    if not whole.name or not columns or not wanted or wanted <= columns or wanted % columns:
        return None
    times = wanted // columns
    return _by_source(facts, whole.name, times) or _by_shapes(facts, whole, times)


def _by_source(facts: Facts, name: str, times: int) -> Cause | None:
    for each in facts.joined:
        if each.name == name and each.axis == 0 and each.parts == times:
            return Cause(
                "wrong-axis",
                f"`{name}` joins {times} tensors by rows (axis 0) where {times} times their columns are "
                "wanted.",
                each.along_the_last,
                each.location,
                "certain",
            )
    return None


def _by_shapes(facts: Facts, whole: Value, times: int) -> Cause | None:
    rows, columns = whole.shape if len(whole.shape) == 2 else (None, None)  # noqa: PLR2004 -- rows and columns
    if not rows:
        return None
    parts = (each for each in facts.inputs[2:] if each.shape == (rows // times, columns))
    part = next(parts, None) if rows % times == 0 else None
    if part is None:
        return None
    return Cause(
        "wrong-axis",
        f"`{whole.name}` has {times} times the rows of `{part.name}` where {times} times its columns are "
        "wanted.",
        f"Join along the features: axis=-1 where `{whole.name}` is made.",
        confidence="certain",
    )
