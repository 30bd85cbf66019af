"""Statistics are what numpy computes in float64, whatever the dtype, the layout and the size."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pyadapter.core.numbers import BLOCK, blocks, spread_order
from pyadapter.core.statistics import accumulate, finish, summarize
from tests.core.strategies import floats, integers

if TYPE_CHECKING:
    from pyadapter.core.numbers import Array


def assert_moments(array: Array) -> None:
    statistics = summarize(array)
    exact = array.astype(np.float64)
    finite = exact[np.isfinite(exact)]
    assert statistics.count == statistics.counted == array.size
    assert statistics.nan == np.isnan(exact).sum()
    assert statistics.positive_inf == (exact == np.inf).sum()
    assert statistics.negative_inf == (exact == -np.inf).sum()
    assert statistics.zeros == (exact == 0).sum()
    if not finite.size:
        assert statistics.minimum is statistics.maximum is statistics.mean is statistics.norm is None
        return
    assert statistics.mean is not None
    assert statistics.minimum == finite.min()
    assert statistics.maximum == finite.max()
    tolerance = 1e-6 * np.abs(finite).max()
    assert statistics.mean == pytest.approx(finite.mean(), rel=1e-6, abs=tolerance)
    assert statistics.standard_deviation == pytest.approx(finite.std(), rel=1e-5, abs=tolerance)
    assert statistics.norm == pytest.approx(np.linalg.norm(finite), rel=1e-5)


@given(floats())
def test_floats_match_numpy(array: Array) -> None:
    assert_moments(array)


@given(integers())
def test_integers_match_numpy(array: Array) -> None:
    assert_moments(array)
    assert summarize(array).unique == (len(np.unique(array)) if array.size else None)


@given(st.lists(st.booleans(), max_size=20))
def test_booleans_count_as_zero_and_one(values: list[bool]) -> None:
    assert_moments(np.array(values, np.bool_))


@pytest.mark.parametrize("dtype", ["float16", "float32", "float64", "int32"])
def test_many_blocks_are_as_exact_as_one(dtype: str) -> None:
    random = np.random.default_rng(1)
    assert_moments((random.standard_normal(5 * BLOCK + 17) * 30 + 3).astype(dtype))


@pytest.mark.parametrize("size", [1, BLOCK, BLOCK + 1, 3 * BLOCK])
def test_a_transposed_array_with_gaps_is_walked_once(size: int) -> None:
    array = np.arange(2 * size * 3, dtype=np.float32).reshape(3, 2 * size)[:, ::2].T
    assert_moments(array)


def test_a_large_mean_does_not_hide_a_small_deviation() -> None:
    array = np.float32(16384) + np.random.default_rng(2).integers(0, 4, 3 * BLOCK).astype(np.float32)
    statistics = summarize(array)
    assert statistics.standard_deviation == pytest.approx(array.astype(np.float64).std(), rel=1e-5)


@pytest.mark.parametrize("size", [1e-30, 1e-12, 1e18, 3e38])
def test_float32_beyond_the_square_root_of_its_range(size: float) -> None:
    array = (np.array([0.25, -0.5, 1.0]) * size).astype(np.float32)
    exact = array.astype(np.float64)
    statistics = summarize(array)
    assert statistics.standard_deviation == pytest.approx(exact.std(), rel=1e-6)
    assert statistics.norm == pytest.approx(np.linalg.norm(exact), rel=1e-6)


def test_float64_near_the_end_of_its_range() -> None:
    statistics = summarize(np.concatenate([np.ones(BLOCK), np.full(BLOCK, 1e300), [-1.7e308]]))
    assert statistics.minimum == -1.7e308
    assert statistics.mean == pytest.approx((BLOCK * 1e300 - 1.7e308) / (2 * BLOCK + 1))
    assert statistics.norm == pytest.approx(1.7e308, rel=1e-3)


def test_distinct_values_of_a_wide_range_are_counted_by_sorting() -> None:
    assert summarize(np.array([-(2**62), 2**62, 2**62, 5])).unique == 3


def test_distinct_values_of_many_wide_integers_are_not_counted() -> None:
    many = np.arange(2**20 + 1, dtype=np.int64) * 2**30
    assert summarize(many).unique is None


def test_complex_numbers_have_counts_only() -> None:
    statistics = summarize(np.array([1 + 2j, complex(math.nan, 1), complex(1, -math.inf), 0]))
    assert (statistics.nan, statistics.positive_inf, statistics.zeros) == (1, 1, 1)
    assert statistics.mean is None


def test_text_has_no_statistics() -> None:
    with pytest.raises(TypeError, match="<U1 has no statistics"):
        summarize(np.array(["a"]))


def test_the_users_own_error_settings_do_not_matter() -> None:
    array = np.array([np.nan, 1e38, -np.inf, 3e38], np.float32)
    with np.errstate(all="raise"):
        assert summarize(array).nan == 1


def test_out_of_time_leaves_a_fair_sample_that_says_so() -> None:
    array = np.linspace(0, 1, 100 * BLOCK, dtype=np.float32)
    calls = iter([False] * 9 + [True])
    statistics = summarize(array, lambda: next(calls))
    assert statistics.sampled
    assert statistics.counted == 10 * BLOCK
    assert statistics.mean == pytest.approx(0.5, abs=0.1)
    assert statistics.maximum is not None
    assert statistics.maximum > 0.85


def test_no_time_at_all_still_looks_at_one_block() -> None:
    assert summarize(np.ones(3 * BLOCK), lambda: True).counted == BLOCK


def test_a_sample_looks_at_every_column() -> None:
    array = np.tile(np.arange(10, dtype=np.float32), (10_000, 1))
    statistics = summarize(array, sample=1000)
    assert 900 <= statistics.counted <= 1000
    assert statistics.mean == pytest.approx(4.5, abs=0.1)


def test_parts_merge_to_the_statistics_of_the_whole() -> None:
    array = np.random.default_rng(3).standard_normal(1000)
    array[7] = np.nan
    merged = finish([accumulate(array[:300]), accumulate(array[300:])], array)
    whole = summarize(array)
    assert merged.nan == 1
    assert merged.standard_deviation == pytest.approx(whole.standard_deviation)


@given(st.integers(1, 500))
def test_the_spread_order_visits_each_part_once(count: int) -> None:
    assert sorted(spread_order(count)) == list(range(count))


@given(floats())
def test_blocks_hold_each_value_once(array: Array) -> None:
    seen = [value for block in blocks(array, 7) for value in block.astype(np.float64)]
    assert all(block.size <= 7 for block in blocks(array, 7))
    np.testing.assert_array_equal(np.sort(seen), np.sort(array.astype(np.float64).reshape(-1)))
