"""A window is the slice that was asked for, clamped to the tensor."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pyadapter.core import overview
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


@given(
    floats(),
    st.lists(positions, max_size=4),
    st.tuples(positions, positions),
    st.tuples(positions, positions),
)
def test_any_two_axes_make_a_plane(
    array: Array, index: list[int], start: tuple[int, int], axes: tuple[int, int]
) -> None:
    if array.ndim >= 2:
        axes = (axes[0] % array.ndim, axes[1] % array.ndim)
        if axes[0] == axes[1]:
            return
    result = window(array, index, *start, 5, 5, axes=axes)
    if array.ndim < 2:
        expected = np.atleast_2d(array)
    else:
        moved = np.moveaxis(array, axes, (-2, -1))
        lead = [max(0, min(place, size - 1)) for place, size in zip(index, moved.shape, strict=False)]
        lead = (lead + [0] * array.ndim)[: array.ndim - 2]
        expected = moved[tuple(lead)] if 0 not in moved.shape[:-2] else np.empty((0, 0))
    expected = expected[result.row : result.row + result.rows, result.column : result.column + result.columns]
    np.testing.assert_array_equal(result.values, expected.astype(np.float64))


@pytest.mark.parametrize("axes", [[0, 0], [0, 3], [-4, 0], [1]])
def test_a_plane_has_two_axes_of_the_tensor(axes: list[int]) -> None:
    with pytest.raises(ValueError, match="3 axes has no plane"):
        window(np.ones((2, 3, 4)), [], 0, 0, 1, 1, axes=axes)


@given(floats(), st.tuples(st.integers(1, 7), st.integers(1, 7)), st.integers(0, 3), st.integers(0, 3))
def test_a_cell_from_further_away_is_the_mean_of_its_block_or_what_is_bad_in_it(
    array: Array, steps: tuple[int, int], row: int, column: int
) -> None:
    result = window(array, [], row, column, 3, 3, steps=steps)
    plane = np.atleast_2d(array.astype(np.float64))
    plane = plane[(0,) * (plane.ndim - 2)] if 0 not in plane.shape[:-2] else np.empty((0, 0))
    scale = np.max(np.abs(plane), initial=1, where=np.isfinite(plane))
    for cell in np.ndindex(result.rows, result.columns):
        top, left = (result.row + cell[0]) * steps[0], (result.column + cell[1]) * steps[1]
        block = plane[top : top + steps[0], left : left + steps[1]]
        value = result.values[cell]
        if np.isnan(block).any():
            assert np.isnan(value)
        elif np.isinf(block).any():
            assert value == (np.inf if (block == np.inf).any() else -np.inf)
        else:
            assert value == pytest.approx(block.mean(), abs=1e-5 * scale)


@pytest.mark.parametrize(
    ("shape", "steps"),
    [((3000, 2), (3000, 1)), ((1, 5000), (1, 999)), ((2500, 1), (1249, 1)), ((40, 5000), (7, 1300))],
)
def test_blocks_that_are_read_in_parts_have_the_same_means(
    shape: tuple[int, int], steps: tuple[int, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(overview, "PART", 1000)
    monkeypatch.setattr(overview, "_ROWS", 16)
    array = np.random.default_rng(0).standard_normal(shape).astype(np.float32)
    array[-1, -1] = -np.inf
    result = window(array, [], 0, 0, 256, 256, steps=steps)
    assert not result.sampled
    for row, column in np.ndindex(result.rows, result.columns):
        block = array[row * steps[0] :, column * steps[1] :][: steps[0], : steps[1]]
        assert result.values[row, column] == pytest.approx(block.mean(dtype=np.float64), abs=1e-5)


def test_of_huge_blocks_some_rows_are_looked_at_and_it_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(overview, "MOST", 1000)
    array = np.repeat(np.arange(100.0)[:, None], 50, axis=1)
    result = window(array, [], 0, 0, 256, 256, steps=(10, 10))
    assert result.sampled
    assert result.values[3].tolist() == [pytest.approx(34.5, abs=2.5)] * 5


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_the_mean_of_the_largest_numbers_is_finite(dtype: type[np.floating[Any]]) -> None:
    result = window(np.full((50, 9), np.finfo(dtype).max), [], 0, 0, 9, 9, steps=(20, 4))
    np.testing.assert_allclose(result.values, np.finfo(dtype).max, rtol=1e-5)


@pytest.mark.parametrize("dtype", [np.int8, np.uint64, bool, np.complex64])
def test_any_numbers_have_an_overview(dtype: type[Any]) -> None:
    array = np.array([[1, 0, 1], [1, 1, 0]]).astype(dtype)
    assert window(array, [], 0, 0, 9, 9, steps=(2, 2)).values.tolist() == [[0.75, 0.5]]
