from __future__ import annotations

import pytest

from pyadapter.core.pace import Pace


def test_even_steps_have_their_own_pace() -> None:
    pace = Pace()
    assert pace.per_second is None
    for _ in range(1000):
        pace.add(0.02)
    assert pace.per_second == pytest.approx(50)


def test_the_newest_steps_count_most() -> None:
    pace = Pace()
    for _ in range(1000):
        pace.add(0.02)
    for _ in range(120):
        pace.add(1)
    assert pace.per_second == pytest.approx(1, rel=0.2)
