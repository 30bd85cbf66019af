"""Logarithmic bins hold every value, of either sign, and are chosen where equal bins show nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pyadapter.core.histogram import histogram
from pyadapter.core.symlog import Symlog, smallest_shown
from tests.core.strategies import floats, integers

if TYPE_CHECKING:
    from pyadapter.core.numbers import Array


@given(floats() | integers(), st.integers(1, 50))
def test_counts_match_numpy(array: Array, bins: int) -> None:
    result = histogram(array, bins, scale="symlog")
    exact = array.astype(np.float64)
    finite = exact[np.isfinite(exact)]
    assert sum(result.counts) == finite.size
    assert all(low < high for low, high in zip(result.edges, result.edges[1:], strict=False))
    if result.scale == "symlog":
        assert (result.edges[0], result.edges[-1]) == (finite.min(), finite.max())
        np.testing.assert_array_equal(result.counts, np.histogram(finite, np.array(result.edges))[0])


@given(st.lists(st.floats(allow_nan=False, allow_infinity=False), min_size=1, max_size=20))
def test_any_range_of_float64_has_bins(values: list[float]) -> None:
    result = histogram(np.array(values), 40, scale="symlog")
    assert sum(result.counts) == len(values)
    assert all(np.isfinite(result.edges))


def test_bins_of_both_signs_have_equal_logarithms() -> None:
    made = Symlog.between(-1e3, 1e3, 1e-3, 8)
    assert made is not None
    assert made.edges[4] == 0
    np.testing.assert_allclose(made.edges, -made.edges[::-1])
    np.testing.assert_allclose(made.edges[6:] / made.edges[5:-1], 1e3**0.5, rtol=0.05)


def test_heavy_tails_are_shown_by_logarithms_and_a_bell_by_equal_bins() -> None:
    numbers = np.random.default_rng(0)
    bell = numbers.standard_normal(10_000)
    assert histogram(bell, scale=None).scale == "linear"
    tails = np.exp(4 * bell) * numbers.choice([-1, 1], 10_000)
    found = histogram(tails.astype(np.float32), scale=None)
    assert found.scale == "symlog"
    assert max(found.counts) < 0.2 * 10_000
    assert histogram(tails).scale == "linear"


@pytest.mark.parametrize("array", [np.zeros(9), np.full(9, 7.0), np.array([True, False]), np.arange(5)])
def test_where_logarithms_show_no_more_bins_are_equal(array: Array) -> None:
    assert histogram(array, scale=None).scale == "linear"


def test_zeros_are_no_reason_for_logarithms() -> None:
    relu = np.maximum(np.random.default_rng(0).standard_normal(10_000), 0) * (np.arange(10_000) % 10 == 0)
    assert histogram(relu, scale=None).scale == "linear"


def test_a_few_tiny_values_do_not_take_the_bins() -> None:
    values = np.linspace(0.5, 2, 1000)
    values[:3] = 1e-30
    assert smallest_shown(values, 2.0) > 0.1
    assert smallest_shown(np.array([1e-30, 2e-30, 1.0]), 1.0) == 2.0**-24
