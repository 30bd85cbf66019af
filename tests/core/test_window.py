"""A window is the slice that was asked for, clamped to the tensor."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pyadapter.core.window import LIMIT, window
from tests.core.strategies import floats

if TYPE_CHECKING:
    from pyadapter.core.numbers import Array

positions = st.integers(-3, 20)


@given(floats(), st.lists(positions, max_size=4), positions, positions, positions, positions)
def test_any_request_gives_values_of_the_tensor(  # noqa: PLR0913, PLR0917 - a request's fields
    array: Array, index: list[int], row: int, column: int, rows: int, columns: int
) -> None:
    result = window(array, index, row, column, rows, columns)
    assert result.shape == array.shape
    assert result.values.shape == (result.rows, result.columns)
    assert result.values.dtype == np.float64
    flat = array.astype(np.float64).reshape(-1)
    assert np.isin(np.nan_to_num(result.values, nan=0.125), np.nan_to_num(flat, nan=0.125)).all()


def test_the_last_two_axes_are_cut_at_the_index() -> None:
    array = np.arange(2 * 3 * 4 * 5).reshape(2, 3, 4, 5)
    result = window(array, [1, 2], 1, 2, 2, 2)
    np.testing.assert_array_equal(result.values, array[1, 2, 1:3, 2:4])
    assert (result.row, result.column) == (1, 2)


def test_the_end_of_the_tensor_ends_the_window() -> None:
    result = window(np.ones((10, 10)), [], 8, 9, 50, 50)
    assert (result.rows, result.columns) == (2, 1)


def test_a_vector_is_one_row_and_a_scalar_one_cell() -> None:
    assert window(np.array([1, 2, 3]), [], 0, 1, 9, 9).values.tolist() == [[2.0, 3.0]]
    assert window(np.array(7), [], 0, 0, 9, 9).values.tolist() == [[7.0]]


def test_a_window_is_never_larger_than_the_limit() -> None:
    result = window(np.ones((LIMIT + 9, LIMIT + 9)), [], 0, 0, 10**6, 10**6)
    assert (result.rows, result.columns) == (LIMIT, LIMIT)


def test_complex_numbers_are_shown_by_magnitude() -> None:
    assert window(np.array([3 + 4j]), [], 0, 0, 1, 1).values.tolist() == [[5.0]]


def test_text_has_no_window() -> None:
    with pytest.raises(TypeError, match="no numbers to show"):
        window(np.array(["a"]), [], 0, 0, 1, 1)
