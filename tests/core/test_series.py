from __future__ import annotations

import math
import warnings

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pyadapter.core.series import CAPACITY, Series

values = st.floats(-1e9, 1e9) | st.sampled_from([math.nan, math.inf, -math.inf])
rows_of_two = st.lists(st.lists(values | st.none(), min_size=2, max_size=2), max_size=80)


def added(rows: list[list[float | None]], capacity: int) -> Series:
    """Add rows as steps 0, 3, 6, …; None is a series without a value."""
    series = Series(2, capacity)
    for index, row in enumerate(rows):
        present = np.array([value is not None for value in row])
        numbers = np.array([0.0 if value is None else value for value in row])
        series.add(3 * index, numbers, None if present.all() else present)
    return series


@given(
    st.lists(st.lists(values | st.none(), min_size=2, max_size=2), max_size=80), st.sampled_from([2, 4, 10])
)
def test_each_point_is_what_its_values_are(rows: list[list[float | None]], capacity: int) -> None:
    series = added(rows, capacity)

    for index in range(2):
        stride, steps, mean, minimum, maximum = series.points(index)
        assert len(steps) <= capacity
        assert stride in {2**power for power in range(8)}
        chunks = [(begin, rows[begin : begin + stride]) for begin in range(0, len(rows), stride)]
        known = [
            (begin, [row[index] for row in chunk if row[index] is not None])
            for begin, chunk in chunks
            if any(row[index] is not None for row in chunk)
        ]
        assert steps.tolist() == [3 * begin for begin, _ in known]
        with warnings.catch_warnings(), np.errstate(all="ignore"):
            warnings.simplefilter("ignore")
            numbers = [np.array(chunk, float) for _, chunk in known]
            assert mean == pytest.approx([chunk.mean() for chunk in numbers], rel=1e-6, abs=1e-3, nan_ok=True)
            assert minimum == pytest.approx([np.nanmin(chunk) for chunk in numbers], nan_ok=True)
            assert maximum == pytest.approx([np.nanmax(chunk) for chunk in numbers], nan_ok=True)


@given(st.integers(0, 400), st.sampled_from([math.nan, math.inf, -math.inf]))
def test_what_is_not_finite_is_seen_however_much_is_merged(at: int, bad: float) -> None:
    series = added([[bad if step == at else 1.0, 1.0] for step in range(401)], 8)

    stride, _, mean, minimum, maximum = series.points(0)
    point = at // stride
    assert np.flatnonzero(~np.isfinite(mean)).tolist() == [point]
    assert minimum[point] == (bad if bad == -math.inf else 1) or at == 400
    assert maximum[point] == (bad if bad == math.inf else 1) or at == 400
    assert np.isfinite(series.points(1).mean).all()


@given(st.lists(values, max_size=80), st.sampled_from([2, 4, 10]))
def test_one_series_alone_is_added_to_in_a_quicker_way(numbers: list[float], capacity: int) -> None:
    quick, usual = Series(1, capacity), Series(1, capacity)
    for step, number in enumerate(numbers):
        quick.add_one(step, number)
        usual.add(step, np.array([number]))

    for one, other in zip(quick.points(), usual.points(), strict=True):
        np.testing.assert_array_equal(one, other)


def test_a_run_of_a_week_takes_no_more_room() -> None:
    # A million steps: four days at three steps a second.
    series = Series(2)
    memory = sum(array.nbytes for array in vars(series).values() if isinstance(array, np.ndarray))
    for step in range(1_000_000):
        series.add(step, np.array([step, 1.0]))

    stride, steps, mean, minimum, maximum = series.points(0)
    assert CAPACITY // 2 <= len(steps) <= CAPACITY
    assert stride == 1024
    assert steps[0] == 0
    assert minimum[0] == 0
    assert maximum[-1] == 999_999
    assert np.all(np.diff(mean) > 0)
    assert sum(array.nbytes for array in vars(series).values() if isinstance(array, np.ndarray)) == memory


def test_the_users_settings_of_numpy_stay_out_of_it() -> None:
    series = Series(1, 2)
    with np.errstate(all="raise"):
        for step, value in enumerate([math.inf, -math.inf, math.nan, 1.0, 2.0]):
            if step % 2:
                series.add_one(step, value)
            else:
                series.add(step, np.array([value]))
        assert np.isnan(series.points().mean[0])
        assert series.recent(1).tolist() == [[2.0]]
