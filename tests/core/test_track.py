"""The last values of a number."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from pyadapter.core.track import LENGTH, Track


@given(st.lists(st.tuples(st.integers(0, 10**9), st.floats(allow_nan=False)), max_size=3 * LENGTH))
def test_the_last_points_are_kept_in_their_order(points: list[tuple[int, float]]) -> None:
    track = Track()
    for point in points:
        track.append(*point)
    assert track.points() == points[-LENGTH:]
    assert len(track) == min(len(points), LENGTH)
    if points:
        assert track.last == points[-1][1]


def test_before_there_is_one_there_is_no_last() -> None:
    assert Track().last is None
    assert Track().points() == []
