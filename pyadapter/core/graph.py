"""Directed graphs as pairs of names: what can be reached, forward and backward."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable


def reached(starts: Iterable[str], edges: Iterable[tuple[str, str]], *, backward: bool = False) -> set[str]:
    """Return what can be reached along the edges, the starts included.

    Args:
        starts: Where to begin.
        edges: From and to; cycles are fine.
        backward: Go from `to` to `from`.
    """
    following: dict[str, list[str]] = {}
    for source, target in edges:
        here, there = (target, source) if backward else (source, target)
        following.setdefault(here, []).append(there)
    found = set(starts)
    ahead = list(found)
    while ahead:
        for node in following.get(ahead.pop(), ()):
            if node not in found:
                found.add(node)
                ahead.append(node)
    return found
