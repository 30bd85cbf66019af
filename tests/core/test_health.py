"""Health: what is not finite, and where."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given

from pyadapter.core.health import HEALTHY, Health, bad_rows, first_bad, health, is_finite
from pyadapter.core.numbers import BLOCK
from tests.core.strategies import floats, integers

if TYPE_CHECKING:
    from pyadapter.core.numbers import Array


@given(floats())
def test_counts_match_numpy(array: Array) -> None:
    exact = array.astype(np.float64)
    counts = health(array)
    assert counts == Health(
        int(np.isnan(exact).sum()), int((exact == np.inf).sum()), int((exact == -np.inf).sum())
    )
    assert is_finite(array) is (not counts.bad)


@given(floats())
def test_the_first_bad_value_is_the_first_in_c_order(array: Array) -> None:
    bad = np.argwhere(~np.isfinite(array.astype(np.float64)))
    assert first_bad(array) == (tuple(bad[0]) if len(bad) else None)


@given(floats())
def test_bad_rows_are_distinct_and_ascending(array: Array) -> None:
    bad = np.argwhere(~np.isfinite(array.astype(np.float64)))
    assert bad_rows(array) == (tuple(np.unique(bad[:, 0])) if array.ndim else ())


@given(integers())
def test_integers_are_always_finite(array: Array) -> None:
    assert is_finite(array)
    assert health(array) == HEALTHY
    assert first_bad(array) is None


@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_values_whose_squares_overflow_are_finite(dtype: str) -> None:
    assert is_finite(np.full(1000, np.finfo(dtype).max, dtype))


@pytest.mark.parametrize("dtype", ["float16", "float32"])
def test_the_largest_and_smallest_values_are_finite(dtype: str) -> None:
    limits = np.finfo(dtype)
    array = np.array([limits.max, limits.min, limits.smallest_subnormal, -0.0], dtype)
    assert is_finite(array)


@pytest.mark.parametrize("value", [np.nan, -np.nan, np.inf, -np.inf])
@pytest.mark.parametrize("dtype", ["float16", "float32", "float64", "complex64"])
def test_one_bad_value_among_many_blocks_is_found(dtype: str, value: float) -> None:
    array = np.ones((3 * BLOCK, 2), dtype)
    array[2 * BLOCK + 5, 1] = value
    assert not is_finite(array)
    assert first_bad(array) == (2 * BLOCK + 5, 1)
    assert bad_rows(array) == (2 * BLOCK + 5,)


def test_bad_rows_end_at_the_limit() -> None:
    assert bad_rows(np.full((100, 3), np.nan), limit=4) == (0, 1, 2, 3)


def test_text_and_objects_are_not_bad() -> None:
    assert is_finite(np.array(["nan"]))
    assert health(np.array([float("nan")], object)) == HEALTHY


def test_the_users_own_error_settings_do_not_matter() -> None:
    with np.errstate(all="raise"):
        assert is_finite(np.array([1e38], np.float32))
        assert not is_finite(np.array([np.nan], np.float32))


def test_healths_add_up() -> None:
    total = Health(1, 2, 3) + Health(nan=4)
    assert total == Health(5, 2, 3)
    assert (total.bad, total.inf) == (10, 5)
