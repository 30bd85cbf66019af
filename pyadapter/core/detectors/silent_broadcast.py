"""A missing axis: `(N,)` meets `(N, 1)`, and the result silently is `(N, N)`.

The rule of broadcasting is NumPy's (its user guide, "Broadcasting"). What is meant cannot be told by
shapes alone: `(N,)` with `(F, 1)` is how tables are made, and so is an axis that was added on purpose.
So only equal sizes count, and only where nobody shaped the column, or both come of one tensor (pairwise
distances).
"""

from __future__ import annotations

from dataclasses import dataclass

from pyadapter.core.symptom import Symptom

FEWEST = 4
"""Rows below which sizes are equal by chance: vectors of a plane or a space, and their outer products."""

OPS: dict[str, str] = {
    "Add": "+",
    "AddV2": "+",
    "Sub": "-",
    "Mul": "*",
    "Div": "/",
    "RealDiv": "/",
    "DivNoNan": "/",
    "Pow": "**",
    "Maximum": "maximum",
    "Minimum": "minimum",
    "SquaredDifference": "squared difference",
}
"""Arithmetic, as it is written. Comparisons make masks and tables on purpose."""


@dataclass(frozen=True)
class Operand:
    """One side of an element-wise op.

    Attributes:
        shape: One entry a dimension.
        name: What the user calls it.
        root: Identity of the tensor that it is a moved copy of.
        shaped: Whether its axes of size 1 were asked for: `expand_dims`, `[:, None]`, `reshape`, `keepdims`.
    """

    shape: tuple[int, ...]
    name: str | None = None
    root: int | None = None
    shaped: bool = False


def lacks_axis(shorter: tuple[int, ...], longer: tuple[int, ...]) -> bool:
    """Whether a shape is another one without its last axes, which are of size 1."""
    rank = len(shorter)
    return (
        0 < rank < len(longer)
        and longer[:rank] == shorter
        and all(size == 1 for size in longer[rank:])
        and shorter[-1] >= FEWEST
    )


def judge_broadcast(op: str, left: Operand, right: Operand, result: tuple[int, ...]) -> Symptom | None:
    """Decide whether an op joined two tensors that should have had the same shape.

    Args:
        op: TensorFlow's name of the op.
        left: Its first operand.
        right: Its second operand.
        result: Shape of what it made.
    """
    shorter, longer = (left, right) if len(left.shape) < len(right.shape) else (right, left)
    if op not in OPS or not lacks_axis(shorter.shape, longer.shape) or longer.shaped:
        return None
    if shorter.root is not None and shorter.root == longer.root:
        return None
    sign = OPS[op]
    rows = shorter.shape[-1]
    return Symptom(
        "silent-broadcast",
        f"{_text(left.shape)} {sign if len(sign) < 3 else 'with'} {_text(right.shape)}",  # noqa: PLR2004 -- `**`
        f"{_text(left.shape)} {sign} {_text(right.shape)} is {_text(result)}: each row meets all {rows}",
        tuple(
            f"{operand.name or 'the other'} has the shape {_text(operand.shape)}"
            for operand in (shorter, longer)
            if left.name or right.name
        ),
    )


def _text(shape: tuple[int, ...]) -> str:
    return str(tuple(shape))
