"""What can be reached in a graph."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from pyadapter.core.graph import reached

NAMES = st.sampled_from("abcdef")
EDGES = st.lists(st.tuples(NAMES, NAMES), max_size=12)


@given(NAMES, EDGES)
def test_what_is_reached_is_closed_and_no_larger_than_it_must_be(
    start: str, edges: list[tuple[str, str]]
) -> None:
    found = reached([start], edges)

    assert start in found
    assert all(target in found for source, target in edges if source in found)
    assert all(start in reached([name], edges, backward=True) for name in found)


def test_cycles_end() -> None:
    assert reached("a", [("a", "b"), ("b", "a"), ("c", "a")]) == {"a", "b"}
    assert reached("a", [("a", "b"), ("b", "a"), ("c", "a")], backward=True) == {"a", "b", "c"}
