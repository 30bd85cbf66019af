"""The tree of a value: what is wrong first, then what it is like, then its values when they are opened."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from pyadapter.arrays import view
from pyadapter.core.digest import short_number
from pyadapter.probe.presentation.provider import Leaf, Node

if TYPE_CHECKING:
    from pyadapter.arrays import ArrayView
    from pyadapter.core.digest import TensorDigest
    from pyadapter.core.statistics import Statistics
    from pyadapter.probe.presentation.lines import Lines
    from pyadapter.probe.presentation.provider import Context

PAGE = 100
"""Values or rows that are shown at once; more are behind `[100:200]` and so on."""

_UNITS = ("B", "KiB", "MiB", "GiB", "TiB")

Child = tuple[str, Any, str | None]


class Tree:
    """Makes the children of values.

    Args:
        lines: Makes digests.
        context: Knows how values came about.
    """

    def __init__(self, lines: Lines, context: Context) -> None:
        self._lines = lines
        self._context = context

    def children(self, value: Any) -> list[Child]:
        """Return the children of an array."""
        seen = view(value)
        if seen is None:
            return []
        found = self._lines.digest(value, seen)
        entries: list[tuple[str, str | None]] = []
        if found.statistics is not None:
            entries += _about(found, found.statistics)
        entries += [
            ("made by", self._context.made_by(value)),
            ("gradient norm", self._context.gradient_norm(value)),
            ("shape", str(tuple(seen.shape))),
            ("dtype", seen.dtype),
            ("device", seen.device or None),
            ("memory", None if seen.symbolic else memory(seen.nbytes)),
        ]
        children: list[Child] = [(name, Leaf(text), None) for name, text in entries if text is not None]
        if not seen.symbolic and seen.kind in {"numpy", "tensor", "variable", "keras-variable"}:
            children.append(("values", self._values(seen), None))
        return children

    def _values(self, seen: ArrayView) -> Node | Leaf:
        if not seen.shape:
            return Leaf(seen.host().item())
        return Node(
            f"{seen.shape[0]} {'rows' if len(seen.shape) > 1 else 'values'}", lambda: page(seen.host(), 0)
        )


def page(array: Any, start: int) -> list[Child]:
    """Return a page of an array's values or rows, and a branch for each of the next pages."""
    stop = min(start + PAGE, len(array))
    width = len(str(max(len(array) - 1, 0)))
    children: list[Child] = []
    for index in range(start, stop):
        item = array[index]
        shown = item if getattr(item, "ndim", 0) else Leaf(item)
        children.append((f"[{index:0{width}d}]", shown, None))
    if start == 0:
        # Pages of pages: never more than a hundred branches however long the array is.
        children.extend(_pages(array, stop, len(array)))
    return children


def _pages(array: Any, start: int, stop: int) -> list[Child]:
    step = PAGE
    while (stop - start) / step > PAGE:
        step *= PAGE
    return [
        (f"[{first}:{min(first + step, stop)}]", _page_node(array, first, min(first + step, stop)), None)
        for first in range(start, stop, step)
    ]


def _page_node(array: Any, start: int, stop: int) -> Node:
    text = f"{stop - start} more"
    if stop - start > PAGE:
        return Node(text, lambda: _pages(array, start, stop))
    return Node(text, lambda: page(array, start))


def memory(size: int) -> str:
    """Write a size in bytes for people: `12.5 MiB`."""
    number = float(size)
    for unit in _UNITS:
        if number < 1024 or unit == _UNITS[-1]:  # noqa: PLR2004 -- the factor between units
            return f"{number:.0f} {unit}" if unit == "B" else f"{number:.1f} {unit}"
        number /= 1024
    raise AssertionError


def _about(found: TensorDigest, statistics: Statistics) -> list[tuple[str, str | None]]:
    bad = [
        f"{count} {name}"
        for name, count in (
            ("NaN", statistics.nan),
            ("+Inf", statistics.positive_inf),
            ("−Inf", statistics.negative_inf),
        )
        if count
    ]
    whole = (
        f"{statistics.counted} sampled of {statistics.count}" if statistics.sampled else f"{statistics.count}"
    )
    health = f"⚠ {', '.join(bad)} of {whole}" if bad else f"all finite ({whole})"
    first = found.first_bad
    rank = len(found.shape)
    where = f"{list(first)}" + (f", row {first[0]}" if rank > 1 else "") if first else None
    return [
        ("health", health),
        ("first bad index", where),
        ("range", _range(statistics)),
        ("mean ± std", _moments(statistics)),
        ("L2 norm", None if statistics.norm is None else short_number(statistics.norm)),
        ("zeros", f"{statistics.zeros} ({statistics.zeros / max(1, statistics.counted):.1%})"),
        ("unique", None if statistics.unique is None else str(statistics.unique)),
    ]


def _range(statistics: Statistics) -> str | None:
    if statistics.minimum is None or statistics.maximum is None:
        return None
    return f"[{short_number(statistics.minimum)}, {short_number(statistics.maximum)}]"


def _moments(statistics: Statistics) -> str | None:
    mean, deviation = statistics.mean, statistics.standard_deviation
    if mean is None or deviation is None or not (math.isfinite(mean) and math.isfinite(deviation)):
        return None
    return f"{short_number(mean)} ± {short_number(deviation)}"
