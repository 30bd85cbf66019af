"""Cause `wrong-axis`: tensors were joined along the batch where the features were meant."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyadapter.core.causes.about import about
from pyadapter.core.causes.answers import answers
from pyadapter.core.digest import short_number
from pyadapter.core.finding import Cause

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pyadapter.core.causes.diagnosis import Diagnosis
    from pyadapter.core.causes.facts import Facts, Value
    from pyadapter.core.setup import Setup

OFF = 0.05
"""How far a sum of shares can be off: rounding of float16 for a thousand classes is less."""

_PRODUCTS = frozenset({"MatMul", "BatchMatMulV2", "Matmul"})


def find(facts: Facts) -> Cause | None:
    """Look for a factor that the product misses in its columns, and the code has in its rows.

    The rule is arithmetic: n tensors of (rows, columns) joined along the first axis make (n · rows, columns)
    where (rows, n · columns) was wanted. What was joined is read from the source, else from the shapes about.
    """
    if facts.kind != "shape-mismatch":
        return None
    if facts.op not in _PRODUCTS or len(facts.inputs) < 2:  # noqa: PLR2004 -- two operands
        return _joined_rows(facts)
    whole, weight = facts.inputs[:2]
    columns = whole.shape[-1] if whole.shape else None
    wanted = weight.shape[-2] if len(weight.shape) > 1 else None
    if not whole.name or not columns or not wanted or wanted <= columns or wanted % columns:
        return None
    times = wanted // columns
    return _by_source(facts, whole.name, times) or _by_shapes(facts, whole, times)


def check(setup: Setup) -> Iterator[Diagnosis]:
    """Look for a softmax whose shares do not add up to 1 in a row: it runs along the batch."""
    for answer in answers(setup):
        sums = answer.output.row_sum
        if answer.activation != "softmax" or answer.units < 2 or sums is None:  # noqa: PLR2004 -- shares of one are another fault
            continue
        if max(abs(each - 1.0) for each in sums) > OFF:
            yield about(
                answer,
                "wrong-axis",
                "Softmax along the wrong axis",
                f"Softmax makes shares that sum to 1, but rows of the predictions sum to "
                f"{short_number(sums[0])} to {short_number(sums[1])}: it does not run along the last axis",
                "keras.ops.softmax(x, axis=-1)",
                setup.layers[-1].location if setup.sequence else answer.place,
                explains=frozenset({"loss-stalled", "loss-diverged"}),
                confidence="certain",
            )


def _joined_rows(facts: Facts) -> Cause | None:
    """Look for a layer that joins its inputs along the batch, behind which there are too many rows."""
    layers = facts.setup.layers if facts.setup is not None else ()
    for layer in layers:
        if layer.kind == "Concatenate" and layer.options.get("axis") == 0:
            return Cause(
                "wrong-axis",
                f"`{layer.name}` joins its inputs along the batch (axis 0): there are more rows behind it.",
                "Concatenate(axis=-1)",
                layer.location,
                "certain",
            )
    return None


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
