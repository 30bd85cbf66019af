"""Histograms hold every finite value in the bin it belongs to."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pyadapter.core.histogram import histogram, sparkline
from pyadapter.core.numbers import BLOCK
from tests.core.strategies import floats, integers

if TYPE_CHECKING:
    from pyadapter.core.numbers import Array


@given(floats(), st.integers(1, 50))
def test_counts_match_numpy(array: Array, bins: int) -> None:
    result = histogram(array, bins)
    exact = array.astype(np.float64)
    finite = exact[np.isfinite(exact)]
    assert sum(result.counts) == finite.size
    assert result.nan + result.positive_inf + result.negative_inf == exact.size - finite.size
    if finite.size:
        assert len(result.edges) == len(result.counts) + 1 == bins + 1
        assert result.edges[0] <= finite.min()
        assert result.edges[-1] >= finite.max()
        assert all(low < high for low, high in zip(result.edges, result.edges[1:], strict=False))
        np.testing.assert_array_equal(result.counts, np.histogram(finite, np.array(result.edges))[0])


@given(st.lists(st.floats(allow_nan=False, allow_infinity=False), min_size=1, max_size=20))
def test_any_range_of_float64_has_bins(values: list[float]) -> None:
    result = histogram(np.array(values), 40)
    assert sum(result.counts) == len(values)
    assert all(np.isfinite(result.edges))
    assert all(low < high for low, high in zip(result.edges, result.edges[1:], strict=False))


@given(st.floats(width=32, allow_nan=False, allow_infinity=False), st.integers(0, 200), st.integers(1, 50))
def test_neighbouring_values_of_float32_have_bins(value: float, steps: int, bins: int) -> None:
    array = np.full(2, value, np.float32)
    for _ in range(steps):
        array[1] = np.nextafter(array[1], np.float32(0))
    result = histogram(array, bins)
    assert sum(result.counts) == 2
    np.testing.assert_array_equal(
        result.counts, np.histogram(array.astype(np.float64), np.array(result.edges))[0]
    )


@given(integers())
def test_integers_are_all_counted(array: Array) -> None:
    assert sum(histogram(array).counts) == array.size


def test_few_integers_have_one_bin_a_value() -> None:
    result = histogram(np.array([0, 2, 2, 2]), 40)
    assert result.edges == (-0.5, 0.5, 1.5, 2.5)
    assert result.counts == (1, 0, 3)


def test_nothing_finite_has_no_bins() -> None:
    result = histogram(np.array([np.nan, np.inf]))
    assert (result.edges, result.counts, result.nan, result.positive_inf) == ((), (), 1, 1)
    assert not result.sampled


def test_out_of_time_counts_what_was_seen() -> None:
    calls = iter([False, True, False, False])
    result = histogram(np.arange(10.0 * BLOCK), 8, lambda: next(calls))
    assert result.sampled
    assert sum(result.counts) == 2 * BLOCK


def test_a_sample_says_so() -> None:
    result = histogram(np.arange(1000.0), 8, sample=100)
    assert result.sampled
    assert 0 < sum(result.counts) <= 100


@pytest.mark.parametrize("array", [np.array(["a"]), np.array([1j])])
def test_what_has_no_order_has_no_histogram(array: Array) -> None:
    with pytest.raises(TypeError, match="has no histogram"):
        histogram(array)


@pytest.mark.parametrize(
    ("counts", "line"),
    [
        ([0, 1, 50, 100, 3], "▁▂▅█▂"),
        ([0, 0], "▁▁"),
        ([7], "█"),
        ([], ""),
    ],
)
def test_sparkline_shows_that_a_bin_is_not_empty(counts: list[int], line: str) -> None:
    assert sparkline(counts) == line
