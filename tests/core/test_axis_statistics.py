"""Statistics along an axis are numpy's, of any axis, layout and dtype."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pyadapter.core.axis_statistics import LIMIT, AxisStatistics, axis_statistics
from pyadapter.core.numbers import never
from tests.core.strategies import floats, integers

if TYPE_CHECKING:
    from pyadapter.core.numbers import Array


def along(array: Array, axis: int, start: int = 0, count: int = LIMIT, **options: Any) -> AxisStatistics:
    step, out_of_time = options.get("step", 7), options.get("out_of_time", never)
    return axis_statistics(array.shape, lambda box: array[box], step, axis, start, count, out_of_time)


@given(floats() | integers(), st.integers(0, 3), st.integers(-2, 7), st.integers(0, 7))
def test_they_are_numpys(array: Array, axis: int, start: int, count: int) -> None:
    if axis >= array.ndim:
        return
    found = along(array, axis, start, count)
    assert (found.axis, found.size, found.sampled) == (axis, array.shape[axis], False)
    moved = np.moveaxis(array, axis, 0).astype(np.float64)
    assert [row.index for row in found.rows] == list(range(len(moved)))[found.start : found.start + count]
    for row in found.rows:
        values = moved[row.index].reshape(-1)
        finite = values[np.isfinite(values)]
        assert row.nan == np.isnan(values).sum()
        assert (row.positive_inf, row.negative_inf) == ((values == np.inf).sum(), (values == -np.inf).sum())
        assert row.zeros == (values == 0).sum()
        if finite.size:
            assert (row.minimum, row.maximum) == (finite.min(), finite.max())
            tolerance = 1e-9 * max(1, np.abs(finite).max())
            assert row.mean == pytest.approx(finite.mean(), abs=tolerance)
            assert row.standard_deviation == pytest.approx(finite.std(), abs=tolerance)
        else:
            assert row.minimum is row.maximum is row.mean is row.standard_deviation is None


def test_a_page_is_never_longer_than_the_limit() -> None:
    assert len(along(np.ones((2, LIMIT + 9)), 1, 0, 10**6).rows) == LIMIT


def test_out_of_time_is_said() -> None:
    found = along(np.ones((4, 100)), 0, out_of_time=lambda: True)
    assert found.sampled
    assert found.rows[3].mean == 1


def test_of_complex_numbers_the_magnitudes_count() -> None:
    assert along(np.array([[3 + 4j, 0]]), 0).rows[0].mean == 2.5


def test_an_axis_that_is_not_there_is_refused() -> None:
    assert along(np.ones((2, 3)), -1).axis == 1
    for array in (np.ones((2, 3)), np.ones(())):
        with pytest.raises(ValueError, match="has no axis 2"):
            along(array, 2)
