"""Which shapes go together: matrix products, NumPy's broadcasting, and what a layer was built for."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pyadapter.core.refusal import Shape


def inner_dimensions(first: Shape, second: Shape, *, transposed: tuple[bool, bool]) -> tuple[int, int] | None:
    """Return the two dimensions that a matrix product joins, when they are known and differ."""
    if len(first) < 2 or len(second) < 2:  # noqa: PLR2004 -- vectors have no inner dimension of their own
        left, right = (first or (None,))[-1], (second or (None,))[0]
    else:
        left = first[-2 if transposed[0] else -1]
        right = second[-1 if transposed[1] else -2]
    return (left, right) if left is not None and right is not None and left != right else None


def broadcast_clash(first: Shape, second: Shape) -> tuple[int, int, int] | None:
    """Return the axis, counted from the end, on which two shapes do not broadcast, and its two sizes."""
    for axis, (left, right) in enumerate(zip(reversed(first), reversed(second), strict=False), start=1):
        if left is not None and right is not None and left != right and 1 not in {left, right}:
            return -axis, left, right
    return None


def differing_axes(first: Shape, second: Shape) -> list[int]:
    """Return the axes on which two shapes of one rank are known to differ."""
    return [
        axis
        for axis, (left, right) in enumerate(zip(first, second, strict=True))
        if left is not None and right is not None and left != right
    ]


def fits(actual: Shape, built_for: Shape) -> bool:
    """Whether a shape is one that was built for: of its rank, and of its sizes where they were known."""
    return len(actual) == len(built_for) and not differing_axes(actual, built_for)
