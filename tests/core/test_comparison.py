"""Errors of one tensor against another are numpy's."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pyadapter.core.comparison import Comparison, compare
from pyadapter.core.numbers import in_order, never
from tests.core.strategies import FLOATS, floats, integers

if TYPE_CHECKING:
    from pyadapter.core.numbers import Array


def compared(one: Array, other: Array, **options: Any) -> Comparison:
    out_of_time = options.get("out_of_time", never)
    return compare(one.shape, partial(in_order, one), partial(in_order, other), 5, out_of_time)


@given(floats() | integers(), st.data())
def test_errors_are_numpys(one: Array, data: st.DataObject) -> None:
    with np.errstate(over="ignore"):
        other = one.astype(data.draw(st.sampled_from(FLOATS)))
    if other.size:
        other = other.copy()
        other.flat[data.draw(st.integers(0, other.size - 1))] = data.draw(st.sampled_from([0, 3.5, np.nan]))
    found = compared(one, other)
    a, b = one.astype(np.float64), other.astype(np.float64)
    finite = np.isfinite(a) & np.isfinite(b)
    assert (found.count, found.counted, found.sampled) == (a.size, a.size, False)
    assert found.non_finite == a.size - finite.sum()
    if one.dtype.kind not in {"i", "u"}:
        assert found.differing == ((a != b) & ~(np.isnan(a) & np.isnan(b))).sum()
    if not finite.any():
        assert (found.maximum_error, found.mean_error, found.maximum_at) == (None, None, None)
        return
    with np.errstate(invalid="ignore"):
        error = np.abs(a - b)
    largest = error[finite].max()
    tolerance = {"rel": 1e-4, "abs": 1e-6 * max(np.abs(a[finite]).max(), np.abs(b[finite]).max(), 1e-6)}
    assert found.maximum_error == pytest.approx(largest, **tolerance)
    assert found.mean_error == pytest.approx(error[finite].mean(), **tolerance)
    assert found.maximum_at is not None
    assert error[found.maximum_at] == pytest.approx(largest, **tolerance)


def test_a_tensor_against_itself() -> None:
    values = np.array([1, np.nan, np.inf, -2], np.float32)
    found = compared(values, values)
    assert (found.differing, found.non_finite, found.maximum_error, found.relative_error) == (0, 2, 0, 0)


def test_the_relative_error_is_of_norms() -> None:
    assert compared(np.array([3.0, 5.0]), np.array([3.0, 4.0])).relative_error == pytest.approx(0.2)
    assert compared(np.array([1.0]), np.array([0.0])).relative_error is None
    assert compared(np.array([0.0]), np.array([0.0])).relative_error == 0


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_the_difference_of_the_largest_numbers_is_a_number(dtype: type[np.floating[Any]]) -> None:
    largest = np.array([np.finfo(dtype).max])
    found = compared(largest, -largest)
    assert found.maximum_error is not None
    assert found.maximum_error >= float(np.finfo(dtype).max)


def test_mixed_kinds_are_compared_as_numbers() -> None:
    assert compared(np.array([True, False]), np.array([1, 0])).differing == 0
    assert compared(np.array([1 + 1j]), np.array([1])).maximum_error == 1
    assert compared(np.array([2**60]), np.array([2**60 + 1])).differing == 1
    assert compared(np.array([200], np.uint8), np.array([100], np.int8)).maximum_error == 100


def test_out_of_time_is_said() -> None:
    found = compared(np.ones(100), np.zeros(100), out_of_time=lambda: True)
    assert (found.counted, found.sampled, found.mean_error) == (5, True, 1)
