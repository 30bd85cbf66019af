from __future__ import annotations

import math

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from pyadapter.core.history import History


@given(st.lists(st.tuples(st.floats(-1e9, 1e9), st.floats(-1e9, 1e9)), max_size=60), st.integers(1, 9))
def test_the_last_rows_are_kept_in_order(rows: list[tuple[float, float]], capacity: int) -> None:
    history = History(2, capacity)
    for step, row in enumerate(rows):
        history.add(step, row)

    kept = rows[-capacity:]
    assert history.added == len(rows)
    assert history.last().tolist() == [list(row) for row in kept]
    assert history.last(3).tolist() == [list(row) for row in kept[-3:]]
    assert history.series(1) == [(len(rows) - len(kept) + index, row[1]) for index, row in enumerate(kept)]


def test_a_series_has_no_steps_without_a_value() -> None:
    history = History(1)
    for step in range(4):
        history.add(step, [math.nan if step == 2 else step])

    assert history.series(0) == [(0, 0), (1, 1), (3, 3)]
    assert np.isnan(history.last(2)[0, 0])
